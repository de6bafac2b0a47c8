package org.sfcalls.analytics;

import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a command line and ends the process with its exit code. */
public final class JobCommand {

  private JobCommand() {}

  /**
   * Runs the command; what it fails at is told in a few lines, with exit code 1. Returns only where
   * the exit code is 0, so that Spark's submit ends its work in order.
   *
   * @param command annotated with picocli's {@code Command}, whose name is in the messages
   */
  public static void run(Callable<Integer> command, String[] args) {
    CommandLine line = new CommandLine(command);
    int exitCode =
        line.setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (e, failed, parsed) -> {
                  System.err.println(line.getCommandName() + ": " + summary(e));
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
