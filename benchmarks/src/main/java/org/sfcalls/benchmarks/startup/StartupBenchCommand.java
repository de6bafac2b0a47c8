package org.sfcalls.benchmarks.startup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench startup}: from the start of the stack to the first count. */
@Command(
    name = "startup",
    description = {
      "Starts the whole pipeline in an empty folder, as ./sfcalls up does, and measures how long it"
          + " takes until the broker, the registry and the dashboard answer, and until one call,"
          + " sent as soon as there are topics, has its count on calls.counts. Ten seconds later it"
          + " looks at the memory of each program.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sfcalls bench startup",
      "  ./sfcalls bench startup --runs 10",
      "  ./sfcalls bench startup --json > result.json         # progress goes to the standard error"
    })
public final class StartupBenchCommand extends BenchCommand {
  private static final Duration REST = Duration.ofSeconds(10);

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Starts, one after the other.")
  private int runs;

  @Override
  public Optional<StartupReport> measure() {
    Installation installation = Installation.current();
    List<Start> starts =
        new StartupBench(settings(installation), REST, System.err).measure(installation);
    if (starts.isEmpty()) {
      return Optional.empty();
    }
    String versions =
        "Kafka broker %s, Apicurio Registry %s, Spark %s"
            .formatted(
                installation.kafkaVersion(),
                installation.registryVersion(),
                installation.sparkVersion());
    return Optional.of(new StartupReport(versions, Machine.here(), starts, REST.toSeconds()));
  }

  private StartupBenchSettings settings(Installation installation) {
    try {
      return new StartupBenchSettings(runs, folder(installation));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }
}
