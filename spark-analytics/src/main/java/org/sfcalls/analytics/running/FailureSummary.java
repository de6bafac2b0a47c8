package org.sfcalls.analytics.running;

import org.sfcalls.access.PayloadText;
import org.sfcalls.schemas.Registry.RegistryException;

/** A failure in one or two lines: Spark's own message goes on with the traces of all tasks. */
public final class FailureSummary {

  private FailureSummary() {}

  /** What failed, and where there is one, the cause at the bottom of it. */
  public static String of(Throwable failure) {
    String what = firstLine(failure.getMessage());
    return failure.getCause() == null ? what : what + "\n  because of " + cause(failure);
  }

  /** The cause at the bottom, or the one that names the server and the question, in one line. */
  static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
      if (root instanceof RegistryException) {
        return firstLine(root.getMessage());
      }
    }
    return firstLine(root.toString());
  }

  private static String firstLine(String message) {
    return PayloadText.of(String.valueOf(message).lines().findFirst().orElse(""));
  }
}
