package org.sfcalls.analytics;

import org.sfcalls.analytics.running.FailureSummary;
import org.sfcalls.command.CommandFailure;
import org.sfcalls.command.FailureReport;
import org.sfcalls.command.PayloadText;
import picocli.CommandLine;

/** The job's entry point for spark-submit. */
public final class AnalyticsMain {
  private AnalyticsMain() {}

  public static void main(String[] args) {
    int exitCode =
        new CommandLine(new AnalyticsCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(new FailureReport(() -> false))
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  System.err.println("sfcalls analytics: " + message(e));
                  return 1;
                })
            .execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static String message(Exception e) {
    return e instanceof CommandFailure ? PayloadText.of(e.getMessage()) : FailureSummary.of(e);
  }
}
