package org.sfcalls.benchmarks.tuning;

import org.sfcalls.access.FailureReport;
import org.sfcalls.sandbox.SandboxException;
import picocli.CommandLine;

/** The tuning experiment: exit code 0 for done, 1 for failed, 2 for what can't be started. */
public final class TuneMain {
  private TuneMain() {}

  public static void main(String[] arguments) {
    // Clients that wait for a server warn of each attempt.
    System.setProperty("logback.configurationFile", "sandbox-logback.xml");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    TuneCommand tune = new TuneCommand();
    FailureReport report = new FailureReport(tune::debug);
    return new CommandLine(tune)
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
