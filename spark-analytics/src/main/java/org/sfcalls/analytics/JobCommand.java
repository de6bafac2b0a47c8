package org.sfcalls.analytics;

import java.util.concurrent.Callable;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.FailureReport;
import org.sfcalls.access.PayloadText;
import org.sfcalls.access.ProgramRun;
import org.sfcalls.analytics.running.FailureSummary;
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
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(new FailureReport(() -> false))
        .setExecutionExceptionHandler(
            (e, failed, parsed) -> {
              System.err.println(line.getCommandName() + ": " + message(e));
              return 1;
            });
    int exitCode = ProgramRun.exitCode(() -> line.execute(args));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static String message(Exception e) {
    return e instanceof CommandFailure ? PayloadText.of(e.getMessage()) : FailureSummary.of(e);
  }
}
