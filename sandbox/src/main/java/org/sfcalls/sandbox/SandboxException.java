package org.sfcalls.sandbox;

/**
 * Why a command can't go on, in words for the person who typed it. Printed without a stack trace;
 * the exit code tells whether anything was started.
 */
public final class SandboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code of a command that failed after it had started programs. */
  public static final int FAILED = 1;

  /** Exit code of a command that started nothing: a bad option, a taken port, a missing file. */
  public static final int REFUSED = 2;

  private final int exitCode;

  private SandboxException(String message, int exitCode, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Nothing was started, and the user can change that. */
  public static SandboxException refused(String message) {
    return new SandboxException(message, REFUSED, null);
  }

  /** Something that was started does not work. */
  public static SandboxException failed(String message) {
    return new SandboxException(message, FAILED, null);
  }

  /** Something that was started does not work, and this is the cause. */
  public static SandboxException failed(String message, Throwable cause) {
    return new SandboxException(message, FAILED, cause);
  }

  /** {@link #FAILED} or {@link #REFUSED}. */
  public int exitCode() {
    return exitCode;
  }
}
