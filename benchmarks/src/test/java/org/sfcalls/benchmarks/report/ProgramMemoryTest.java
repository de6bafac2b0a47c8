package org.sfcalls.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** All figures here are made up. */
class ProgramMemoryTest {

  @Test
  void programsOfTwoMomentsStandSideBySideWithTheirSum() {
    ProgramMemory early =
        ProgramMemory.of("early", List.of(sample(100, 30), sample(140, 10), sample(120, 40)));
    ProgramMemory late = ProgramMemory.of("late", List.of(Map.of("broker", 200L << 20)));

    assertThat(ProgramMemory.table(List.of(early, late)))
        .isEqualTo(
            """
            +-------------+---------------+------+
            | resident MB |         early | late |
            +-------------+---------------+------+
            | broker      | 120 (100–140) |  200 |
            | ingest      |    30 (10–40) |      |
            | together    | 150 (130–160) |  200 |
            +-------------+---------------+------+""");
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
