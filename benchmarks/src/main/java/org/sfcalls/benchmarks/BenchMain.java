package org.sfcalls.benchmarks;

import org.sfcalls.benchmarks.analytics.AnalyticsBenchCommand;
import org.sfcalls.benchmarks.dashboard.DashboardBenchCommand;
import org.sfcalls.benchmarks.ingest.IngestBenchCommand;
import org.sfcalls.benchmarks.latency.LatencyBenchCommand;
import org.sfcalls.benchmarks.micro.MicroBenchCommand;
import org.sfcalls.benchmarks.startup.StartupBenchCommand;
import org.sfcalls.command.FailureReport;
import org.sfcalls.command.ProgramVersion;
import org.sfcalls.sandbox.SandboxException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The benchmarks: exit code 0 for done, 1 for failed, 2 for what can't be started. */
@Command(
    name = "sfcalls bench",
    description = "How fast the pipeline is, and how near to what the machine allows.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IngestBenchCommand.class,
      AnalyticsBenchCommand.class,
      LatencyBenchCommand.class,
      StartupBenchCommand.class,
      DashboardBenchCommand.class,
      MicroBenchCommand.class
    })
public final class BenchMain {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private BenchMain() {}

  public static void main(String[] arguments) {
    // Clients that wait for a server warn of each attempt.
    System.setProperty("logback.configurationFile", "sandbox-logback.xml");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    BenchMain main = new BenchMain();
    FailureReport report = new FailureReport(() -> main.debug);
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof SandboxException expected) {
                command.getErr().println(expected.getMessage());
                return expected.exitCode();
              }
              return report.handleExecutionException(failure, command, parsed);
            });
  }
}
