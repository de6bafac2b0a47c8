package org.sfcalls.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.report.Machine;

/** All figures here are made up. */
class StartupReportTest {
  private static final Machine MACHINE = new Machine(2, 1L << 30, "a processor", "a JVM");

  @Test
  void eachStageHasItsMedianAndRangeInTheOrderOfTime() {
    StartupReport report =
        new StartupReport("versions", MACHINE, List.of(start(2, 3, 9, 7), start(4, 5, 8, 6)), 10);

    assertThat(report.text())
        .contains(
            """
            | the broker answers                       | 3.00 | 2.00–4.00 |
            | the registry answers and has the schemas | 4.00 | 3.00–5.00 |
            | the first call is counted                | 6.50 | 6.00–7.00 |
            | the dashboard answers                    | 8.50 | 8.00–9.00 |
            """)
        .contains("starts     2, each in an empty folder")
        .contains(
            "memory     300 MB resident at rest, 10 s after the first count (broker 100, ingest"
                + " 200)");
  }

  @Test
  void whatTheStackTellsIsAStageOrNone() {
    assertThat(Stage.toldBy("broker     Kafka 4.2.1  127.0.0.1:9092  pid 1"))
        .contains(Stage.BROKER);
    assertThat(Stage.toldBy("registry   Apicurio Registry 3.0.9  http://127.0.0.1:8081  pid 2"))
        .contains(Stage.REGISTRY);
    assertThat(Stage.toldBy("dashboard  http://127.0.0.1:8092  pid 3")).contains(Stage.DASHBOARD);
    assertThat(Stage.toldBy("topics     8 created, 0 there already; 4 partitions")).isEmpty();
  }

  @Test
  void aStartWithoutOneOfTheStagesIsRefused() {
    Map<Stage, Long> stages = new EnumMap<>(start(1, 1, 1, 1).nanos());
    stages.remove(Stage.COUNT);

    assertThatThrownBy(() -> new Start(stages, Map.of()))
        .hasMessageContaining("the first call is counted");
  }

  @Test
  void noStartsAreRefused() {
    assertThatThrownBy(() -> new StartupBenchSettings(0, Path.of("-")))
        .hasMessage("--runs is 0, at least 1 is needed");
  }

  private static Start start(long broker, long registry, long dashboard, long count) {
    Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    nanos.put(Stage.BROKER, broker * 1_000_000_000);
    nanos.put(Stage.REGISTRY, registry * 1_000_000_000);
    nanos.put(Stage.DASHBOARD, dashboard * 1_000_000_000);
    nanos.put(Stage.COUNT, count * 1_000_000_000);
    return new Start(nanos, new TreeMap<>(Map.of("broker", 100L << 20, "ingest", 200L << 20)));
  }
}
