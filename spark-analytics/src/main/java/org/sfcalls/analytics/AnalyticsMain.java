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
                  System.err.println("sfcalls analytics: " + summary(e));
                  return 1;
                })
            .execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** What failed and why, a line each: Spark's own message goes on with the traces of all tasks. */
  private static String summary(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String what = firstLine(e.getMessage());
    return root == e ? what : what + "\n  because of " + firstLine(root.toString());
  }

  private static String firstLine(String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
