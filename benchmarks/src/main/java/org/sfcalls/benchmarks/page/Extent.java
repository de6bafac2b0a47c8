package org.sfcalls.benchmarks.page;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.analytics.AnalyticsBench;
import org.sfcalls.benchmarks.ingest.IngestBench;
import org.sfcalls.benchmarks.latency.LatencyBench;
import org.sfcalls.benchmarks.startup.StartupBench;

/** How much is measured for the page. */
public enum Extent {
  FULL("--runs 3", "--runs 3", "", "", "--growth 200000,2000000,20000000 --runs 2 --warmup 1"),

  /** Enough to see that all works, and roughly what the figures are. */
  QUICK(
      "--calls 200000 --runs 1 --warmup 1",
      "--calls 200000 --runs 1 --warmup 1",
      "--seconds 15 --warmup-seconds 30",
      "--runs 1",
      "--growth 200000,2000000 --runs 1 --warmup 1");

  private final String ingest;
  private final String analytics;
  private final String latency;
  private final String startup;
  private final String growth;

  Extent(String ingest, String analytics, String latency, String startup, String growth) {
    this.ingest = ingest;
    this.analytics = analytics;
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
        new Part("ingest", "Ingest", new IngestBench(), join(ingest, calls)),
        new Part(
            "analytics",
            "Analytics",
            new AnalyticsBench(),
            join(
                "--variants source,student,from-avro,ours,ours-batch,ours-kafka " + analytics,
                calls)),
        new Part("latency", "Latency", new LatencyBench(), join(latency, data)),
        new Part("startup", "Start-up", new StartupBench(), join(startup, data)),
        new Part("growth_ingest", "Growth of ingest", new IngestBench(), join(growth, calls)),
        new Part(
            "growth_analytics",
            "Growth of analytics",
            new AnalyticsBench(),
            join("--heap 1g " + growth, calls)));
  }

  static List<String> option(String name, Optional<Path> file) {
    return file.map(path -> List.of(name, path.toString())).orElse(List.of());
  }

  private static List<String> join(String words, List<String> files) {
    return Stream.concat(
            Stream.of(words.split(" ")).filter(word -> !word.isEmpty()), files.stream())
        .toList();
  }
}
