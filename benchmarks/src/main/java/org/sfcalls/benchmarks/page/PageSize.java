package org.sfcalls.benchmarks.page;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.analytics.AnalyticsBench;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.ingest.IngestBench;
import org.sfcalls.benchmarks.latency.LatencyBench;
import org.sfcalls.benchmarks.page.Page.Part;
import org.sfcalls.benchmarks.startup.StartupBench;

/** How much is measured for the page. */
public enum PageSize {
  FULL("--runs 3", "", "", "--growth 200000,2000000,20000000 --runs 2 --warmup 1"),

  QUICK(
      "--calls 200000 --runs 1 --warmup 1",
      "--seconds 15 --warmup-seconds 30",
      "--runs 1",
      "--growth 200000,2000000 --runs 1 --warmup 1");

  private final String throughput;
  private final String latency;
  private final String startup;
  private final String growth;

  PageSize(String throughput, String latency, String startup, String growth) {
    this.throughput = throughput;
    this.latency = latency;
    this.startup = startup;
    this.growth = growth;
  }

  /**
   * The parts of the page, in their order.
   *
   * @param input a file of calls; none for made-up ones
   * @param folder where programs keep data and logs; none for the usual one
   */
  List<Part> parts(Optional<Path> input, Optional<Path> folder) {
    List<String> data = option("--data", folder);
    List<String> calls = Stream.concat(option("--input", input).stream(), data.stream()).toList();
    return List.of(
        part("ingest", "Ingest", new IngestBench(), throughput, calls),
        part("analytics", "Analytics", new AnalyticsBench(), throughput, calls),
        part("latency", "Latency", new LatencyBench(), latency, data),
        part("startup", "Start-up", new StartupBench(), startup, data),
        part("growth_ingest", "Growth of ingest", new IngestBench(), growth, calls),
        part(
            "growth_analytics",
            "Growth of analytics",
            new AnalyticsBench(),
            "--heap 1g " + growth,
            calls));
  }

  static List<String> option(String name, Optional<Path> file) {
    return file.map(path -> List.of(name, path.toString())).orElse(List.of());
  }

  private static Part part(
      String name, String heading, BenchCommand bench, String words, List<String> files) {
    Stream<String> options = Stream.of(words.split(" ")).filter(word -> !word.isEmpty());
    return new Part(name, heading, bench, Stream.concat(options, files.stream()).toList());
  }
}
