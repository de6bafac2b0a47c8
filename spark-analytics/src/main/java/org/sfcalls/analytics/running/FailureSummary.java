package org.sfcalls.analytics.running;

import java.util.regex.Pattern;
import org.sfcalls.command.PayloadText;

/** A failure in one or two lines: Spark's own message goes on with the traces of all tasks. */
public final class FailureSummary {
  private static final Pattern SPARKS_WRAPPING =
      Pattern.compile(
          "^(?:Job aborted due to stage failure: )?Task .*?: (?=\\S+(?:Exception|Error)\\b)");

  private FailureSummary() {}

  /** What failed, and where there is one, the cause at the bottom of it. */
  public static String of(Throwable failure) {
    String what = firstLine(failure.getMessage());
    return failure.getCause() == null ? what : what + "\n  because of " + cause(failure);
  }

  /** The cause at the bottom, in one line. */
  static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return SPARKS_WRAPPING.matcher(firstLine(root.toString())).replaceFirst("");
  }

  private static String firstLine(String message) {
    return PayloadText.of(String.valueOf(message).lines().findFirst().orElse(""));
  }
}
