package org.sfcalls.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.startup.StartupBench.Stage;

/** All figures here are made up. */
class StartupBenchTest {
  @Test
  void eachStageHasItsMedianAndRangeInTheOrderOfTime() {
    BenchReport report =
        StartupBench.report(List.of(start(2, 3, 9, 7), start(4, 5, 8, 6)), List.of("versions"));

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
  void whatTheStackPrintsIsAStageOrNone() {
    assertThat(Stage.of("broker     Kafka 4.2.1  127.0.0.1:9092  pid 1")).contains(Stage.BROKER);
    assertThat(Stage.of("registry   Apicurio Registry 3.0.9  http://127.0.0.1:8081  pid 2"))
        .contains(Stage.REGISTRY);
    assertThat(Stage.of("dashboard  http://127.0.0.1:8092  pid 3")).contains(Stage.DASHBOARD);
    assertThat(Stage.of("topics     8 created, 0 there already; 4 partitions")).isEmpty();
  }

  private static StartupBench.Start start(int broker, int registry, int dashboard, int count) {
    return new StartupBench.Start(
        Map.of(
            Stage.BROKER, (double) broker,
            Stage.REGISTRY, (double) registry,
            Stage.DASHBOARD, (double) dashboard,
            Stage.COUNT, (double) count),
        new TreeMap<>(Map.of("broker", 100L << 20, "ingest", 200L << 20)));
  }
}
