package org.sfcalls.benchmarks.ingest;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench ingest}: throughput of whole applications between the topics of a real broker. */
@Command(
    name = "ingest",
    description = {
      "Measures Kafka Streams applications from calls.raw to calls.clean on a broker of its own:",
      "  copy     copies the bytes: the limit",
      "  obvious  Jackson's tree and Confluent's serializer",
      "  ours     the pipeline's ingest, with validation, repeats and ledger",
      "and prints calls/s as median and range, and as a part of what copy reached in the same"
          + " rounds. A run whose output is not every call once ends it without a figure.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls bench ingest --input calls.json.gz",
      "  ./sfcalls bench ingest --calls 200000 --runs 2       # a first look",
      "  ./sfcalls bench ingest --json > result.json          # progress goes to the standard error",
      "  ./sfcalls bench ingest --growth 2000000,10000000     # ours only: is memory flat?",
      "  ./sfcalls bench ingest --profile --variants copy,ours --modes exactly-once"
    })
public final class IngestBenchCommand extends BenchCommand {

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
      description = "Rounds that count; each runs every application once.")
  private int runs;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "1",
      description = "Rounds before them that do not count.")
  private int warmup;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics that carry calls.")
  private int partitions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Stream threads of each application.")
  private int threads;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "384m",
      description =
          "Largest heap of each application's JVM, at least the 128m that it begins with.")
  private String heap;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "copy,obvious,ours,ours-no-repeats",
      description = "Applications, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Variant> variants;

  @Option(
      names = "--modes",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "at-least-once,exactly-once",
      description = "What each promises: ${COMPLETION-CANDIDATES}.")
  private List<Mode> modes;

  @Option(
      names = "--growth",
      paramLabel = "N",
      split = ",",
      description =
          "Runs of so many calls one size after the other, each in a new JVM, of ours in"
              + " exactly-once mode only: tells whether memory and speed depend on how much went"
              + " before.")
  private List<Long> growth;

  @Option(
      names = "--profile",
      description =
          "Run one more round, whose speed does not count, and tell what the processor time of each"
              + " application goes into. The recordings stay in --data, for Java Flight Recorder's"
              + " tools.")
  private boolean profile;

  @Override
  public Optional<IngestReport> measure() {
    Installation installation = Installation.current();
    BenchSettings settings = settings(installation);
    Measurements measured = new IngestBench(settings, System.err).measure(installation);
    if (measured.results().isEmpty()) {
      return Optional.empty();
    }
    String kafka =
        "broker "
            + installation.kafkaVersion()
            + ", clients and Streams "
            + AppInfoParser.getVersion();
    return Optional.of(new IngestReport(settings, kafka, Machine.here(), measured));
  }

  private BenchSettings settings(Installation installation) {
    boolean grows = growth != null;
    try {
      return new BenchSettings(
          input.supply(),
          grows ? growth : List.of(calls),
          runs,
          warmup,
          partitions,
          threads,
          heap,
          grows ? List.of(Variant.OURS) : variants,
          grows ? List.of(Mode.EXACTLY_ONCE) : modes,
          profile,
          folder(installation));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }
}
