package org.sfcalls.benchmarks.analytics;

import java.util.List;
import java.util.Optional;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench analytics}: throughput of Spark queries over the topics of a real broker. */
@Command(
    name = "analytics",
    description = {
      "Measures Spark queries over the same calls, on a broker of its own:",
      "  source       the Kafka source into nothing: the limit",
      "  student      from_json and distinct(), as student projects on this export have it",
      "  from-json    from_json",
      "  from-avro    substring and from_avro, with the one schema that the program knows",
      "  ours         the pipeline's analytics, as a stream",
      "  ours-batch   the same function over the topic as a batch",
      "  ours-decode  of ours, what comes before the shuffle, into nothing",
      "  ours-kafka   ours into its Kafka sink",
      "and prints calls/s as median and range, ratios by round, and what each counted. Those that"
          + " count write the same rows to the same sink, which all but drops them. The run ends"
          + " without a figure if ours does not count every call.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls bench analytics --input calls.json.gz",
      "  ./sfcalls bench analytics --calls 200000 --runs 2 --variants source,from-avro,ours",
      "  ./sfcalls bench analytics --growth 200000,2000000 --heap 1g   # with the sandbox's heap",
      "  ./sfcalls bench analytics --json > result.json       # progress goes to the standard error"
    })
public final class AnalyticsBenchCommand extends BenchCommand {

  @Mixin private InputOption input;

  @Option(
      names = "--calls",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Calls of a run.")
  private long calls;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds that count; each runs every query once.")
  private int runs;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds before them that do not count.")
  private int warmup;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics that carry calls and counts.")
  private int partitions;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Most records of a micro-batch, all partitions together, of every stream.")
  private long maxOffsetsPerTrigger;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tasks that Spark runs at once, and its shuffle partitions.")
  private int cores;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "3g",
      description = "Heap of each query's JVM, of that size from the start.")
  private String heap;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "source,student,from-json,from-avro,ours,ours-batch,ours-decode,ours-kafka",
      description = "Queries, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Variant> variants;

  @Option(
      names = "--growth",
      paramLabel = "N",
      split = ",",
      description =
          "Runs of so many calls one size after the other, each in a new JVM, of ours only: tells"
              + " whether memory and speed depend on how much went before.")
  private List<Long> growth;

  @Override
  public Optional<AnalyticsReport> measure() {
    Installation installation = Installation.current();
    AnalyticsBenchSettings settings = settings(installation);
    List<Result> results = new AnalyticsBench(settings, installation, System.err).measure();
    if (results.isEmpty()) {
      return Optional.empty();
    }
    String versions =
        "Kafka broker " + installation.kafkaVersion() + ", Spark " + installation.sparkVersion();
    return Optional.of(new AnalyticsReport(settings, versions, Machine.here(), results));
  }

  private AnalyticsBenchSettings settings(Installation installation) {
    boolean grows = growth != null;
    try {
      return new AnalyticsBenchSettings(
          input.supply(),
          grows ? growth : List.of(calls),
          runs,
          warmup,
          partitions,
          maxOffsetsPerTrigger,
          cores,
          heap,
          grows ? List.of(Variant.OURS) : variants,
          folder(installation));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }
}
