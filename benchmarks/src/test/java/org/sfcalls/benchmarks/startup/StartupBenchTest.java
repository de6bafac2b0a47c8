package org.sfcalls.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.report.BenchReport;

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

  private static StartupBench.Start start(int broker, int registry, int dashboard, int count) {
    return new StartupBench.Start(
        Map.of(
            "broker", (double) broker,
            "registry", (double) registry,
            "dashboard", (double) dashboard,
            "count", (double) count),
        new TreeMap<>(Map.of("broker", 100L << 20, "ingest", 200L << 20)));
  }
}
