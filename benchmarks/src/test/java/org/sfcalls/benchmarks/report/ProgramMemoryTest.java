package org.sfcalls.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** All figures here are made up. */
class ProgramMemoryTest {

  @Test
  void severalRunsHaveTheMedianOfEachProgramAndOfTheirSum() {
    ProgramMemory early =
        ProgramMemory.of("early", List.of(sample(100, 30), sample(140, 10), sample(120, 60)));

    assertThat(early.line()).isEqualTo("150 MB resident early (broker 120, ingest 30)");
  }

  @Test
  void whereTheSystemDoesNotTellNothingIsMadeUp() {
    ProgramMemory unknown = ProgramMemory.of("late", List.of(Map.of()));

    assertThat(unknown.bytes()).isEmpty();
    assertThat(unknown.line()).isEqualTo("unknown: the system does not tell");
  }

  private static Map<String, Long> sample(long broker, long ingest) {
    return new TreeMap<>(Map.of("broker", broker << 20, "ingest", ingest << 20));
  }
}
