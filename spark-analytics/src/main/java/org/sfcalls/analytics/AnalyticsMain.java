package org.sfcalls.analytics;

import picocli.CommandLine;

/** The job's entry point for spark-submit. */
public final class AnalyticsMain {
  private AnalyticsMain() {}

  public static void main(String[] args) {
    int exitCode =
        new CommandLine(new AnalyticsCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  System.err.println("sfcalls analytics: " + e.getMessage());
                  return 1;
                })
            .execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
