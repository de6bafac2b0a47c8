package org.sfcalls.benchmarks.latency;

import java.time.Duration;
import java.util.Optional;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
public final class LatencyBenchCommand extends BenchCommand {

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

  @Override
  public Optional<LatencyReport> measure() {
    Installation installation = Installation.current();
    LatencyBenchSettings settings = settings(installation);
    String versions =
        "Kafka broker " + installation.kafkaVersion() + ", Spark " + installation.sparkVersion();
    return new LatencyBench(settings, System.err)
        .measure(installation)
        .map(measured -> new LatencyReport(settings, versions, Machine.here(), measured));
  }

  private LatencyBenchSettings settings(Installation installation) {
    try {
      return new LatencyBenchSettings(
          rate,
          Duration.ofSeconds(seconds),
          Duration.ofSeconds(warmupSeconds),
          partitions,
          folder(installation));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }
}
