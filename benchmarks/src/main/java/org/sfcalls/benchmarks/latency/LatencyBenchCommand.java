package org.sfcalls.benchmarks.latency;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
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

/** {@code bench latency}: from a raw record to a count that includes it. */
@Command(
    name = "latency",
    description = {
      "Runs the whole pipeline, sends calls of the present at a steady rate, and measures of each"
          + " call how long it takes from the timestamp of its raw record until the counts that"
          + " include it have been read from calls.counts. Prints percentiles and a histogram. The"
          + " run ends without a figure if a call is not counted, or counted twice.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls bench latency",
      "  ./sfcalls bench latency --rate 5000 --seconds 120",
      "  ./sfcalls bench latency --json > result.json         # progress goes to the standard error"
    })
public final class LatencyBenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Calls a second.")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long calls count.")
  private int seconds;

  @Option(
      names = "--warmup-seconds",
      paramLabel = "N",
      defaultValue = "240",
      description =
          "How long, from the first count on, calls are sent before they count; the JVM's compiler"
              + " needs minutes to be done with Spark's planner.")
  private int warmupSeconds;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics that carry calls and counts.")
  private int partitions;

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
    LatencyBenchSettings settings = settings(installation);
    Optional<Latencies> latencies = new LatencyBench(settings, System.err).measure(installation);
    if (latencies.isEmpty()) {
      return ExitCode.SOFTWARE;
    }
    String versions =
        "Kafka broker " + installation.kafkaVersion() + ", Spark " + installation.sparkVersion();
    LatencyReport report = new LatencyReport(settings, versions, Machine.here(), latencies.get());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : "\n" + report.table());
    out.flush();
    return 0;
  }

  private LatencyBenchSettings settings(Installation installation) {
    try {
      return new LatencyBenchSettings(
          rate,
          Duration.ofSeconds(seconds),
          Duration.ofSeconds(warmupSeconds),
          partitions,
          data == null ? installation.defaultData().resolve("bench") : data);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
