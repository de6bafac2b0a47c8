package org.sfcalls.benchmarks.ingest;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.utils.AppInfoParser;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.command.ProgramVersion;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
public final class IngestBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Calls: a JSON array or one object a line, plain or gzip. They come again in other weeks,"
              + " under other ids, until --calls is reached. Without it, calls are made up.")
  private Path input;

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

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for data and logs; what is in it is deleted first. Default: .sfcalls/bench in the"
              + " project's folder.",
      showDefaultValue = Visibility.NEVER)
  private Path data;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Installation installation = Installation.current();
    BenchSettings settings = settings(installation);
    Measurements measured = new IngestBench(settings, System.err).measure(installation);
    if (measured.results().isEmpty()) {
      return ExitCode.SOFTWARE;
    }
    String kafka =
        "broker "
            + installation.kafkaVersion()
            + ", clients and Streams "
            + AppInfoParser.getVersion();
    IngestReport report = new IngestReport(settings, kafka, Machine.here(), measured);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : "\n" + report.table());
    out.flush();
    return 0;
  }

  private BenchSettings settings(Installation installation) {
    if (input != null && !Files.isReadable(input)) {
      throw new ParameterException(
          spec.commandLine(), "--input is " + input + ", and there is no such file to read");
    }
    boolean grows = growth != null;
    try {
      return new BenchSettings(
          CallSupply.of(input),
          grows ? growth : List.of(calls),
          runs,
          warmup,
          partitions,
          threads,
          heap,
          grows ? List.of(Variant.OURS) : variants,
          grows ? List.of(Mode.EXACTLY_ONCE) : modes,
          profile,
          data == null ? installation.defaultData().resolve("bench") : data);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
