package org.sfcalls.access;

/**
 * A command that could not do its work; the message is for the user and says what failed, where,
 * and what to do about it. Ends the program with exit code 1.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the user
   */
  public CommandFailure(String message) {
    super(message);
  }

  /**
   * @param message one line for the user
   * @param cause shown with {@code --debug} only
   */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
