package org.sfcalls.benchmarks.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.analytics.AnalyticsBenchCommand;
import org.sfcalls.benchmarks.ingest.IngestBenchCommand;
import org.sfcalls.benchmarks.latency.LatencyBenchCommand;
import org.sfcalls.benchmarks.startup.StartupBenchCommand;

/** How much is measured for the page. */
public enum Extent {

  /** Sizes and rounds that make figures to be told. */
  FULL("--runs 3", "--runs 3", "", "", "--growth 200000,2000000,20000000 --runs 2 --warmup 1"),

  /** Enough to see that all works, and what about the figures are. */
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
   * @param input a file of calls; made-up ones where there is none
   * @param folder where programs keep data and logs; the usual one where there is none
   */
  List<Part> parts(Optional<Path> input, Optional<Path> folder) {
    List<String> data = option("--data", folder);
    List<String> calls = new ArrayList<>(option("--input", input));
    calls.addAll(data);
    return List.of(
        new Part(
            "ingest",
            "Ingest",
            """
            Kafka Streams applications from `calls.raw` to `calls.clean`, with exactly-once, each in a JVM of its own. `copy` copies
            the bytes: that is what the broker, the clients and Kafka Streams leave to be had. `obvious` is what suggests itself:
            Jackson's tree and Confluent's serializer. `ours` is the pipeline's ingest with every check, repeats and the ledger,
            `ours-no-repeats` the same without the memory of repeats. *calls/s* is the median of the rounds, beside it their range;
            *of copy* compares the medians, *range by round* the two in each round; *CPU µs/call* is the processor time of the
            application's JVM for a call; *resident MB* the most memory that it held at the end of a run. A run counts only if its
            output is every call once.""",
            new IngestBenchCommand(),
            join("--modes exactly-once", ingest, calls)),
        new Part(
            "analytics",
            "Analytics",
            """
            Spark queries over the same calls. `source` is Spark's Kafka source into nothing: the limit. `student` is `from_json` and
            `distinct()`, as student projects on this data have it; `from-avro` is `from_avro` with the one schema that the program
            knows. `ours` is the pipeline's query as a stream, `ours-batch` the same as a batch, both into a sink that all but drops
            the counts; `ours-kafka` writes them to Kafka; `ours-decode` is of ours what comes before the shuffle, so that the last table
            can tell what the time goes into. *counted* is the sum of all counts, *lost* what is missing in it. A run of ours
            counts only if every call is counted and none is late.""",
            new AnalyticsBenchCommand(),
            join(
                "--variants source,student,from-avro,ours,ours-batch,ours-decode,ours-kafka",
                analytics,
                calls)),
        new Part(
            "latency",
            "Latency",
            """
            The whole pipeline, with calls of the present at a steady rate: how long it takes from a call's raw record until all counts
            that include it have been read from `calls.counts`. *p99* is what 99 of 100 calls do not exceed. A line of the histogram is
            a range of times and how many calls took so long. Without a figure if a call is not counted, or counted twice.""",
            new LatencyBenchCommand(),
            join("", latency, data)),
        new Part(
            "startup",
            "Start-up",
            """
            The whole stack in an empty folder, from the start of its first program. One call is sent as soon as there are topics, and it
            is counted when its count has been read from `calls.counts`. *s* is the median of the starts in seconds.""",
            new StartupBenchCommand(),
            join("", startup, data)),
        new Part(
            "growth_ingest",
            "Growth of ingest",
            """
            `ours` with exactly-once over more and more calls: whether speed or memory depend on how much went before. Each size has new
            JVMs and its own rounds to warm up. A run of 200,000 calls lasts a second or two, in which the JVM's compiler is still at
            work, so a ratio of speed to that size tells of the compiler, too.""",
            new IngestBenchCommand(),
            join("", growth, calls)),
        new Part(
            "growth_analytics",
            "Growth of analytics",
            """
            `ours` of the Spark queries over more and more calls, as a stream, with the heap of 1 GB that the sandbox gives to the job,
            all of it from the start. What is said of short runs of ingest holds here, too.""",
            new AnalyticsBenchCommand(),
            join("--heap 1g", growth, calls)));
  }

  private static List<String> option(String name, Optional<Path> file) {
    return file.map(path -> List.of(name, path.toString())).orElse(List.of());
  }

  private static List<String> join(String words, String extent, List<String> files) {
    return Stream.concat(
            Stream.of(words, extent)
                .flatMap(some -> Stream.of(some.split(" ")))
                .filter(word -> !word.isEmpty()),
            files.stream())
        .toList();
  }
}
