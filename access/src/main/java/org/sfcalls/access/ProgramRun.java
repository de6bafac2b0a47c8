package org.sfcalls.access;

import java.util.function.IntSupplier;

/** A program from its start to its exit code, or to the signal that ends it. */
public final class ProgramRun {
  private static volatile boolean over;

  private ProgramRun() {}

  /**
   * The program's exit code. When Ctrl-C or SIGTERM ends it before, what it says then begins on a
   * line of its own: the terminal's {@code ^C} or a progress bar is before it.
   */
  public static int exitCode(IntSupplier program) {
    Runtime.getRuntime().addShutdownHook(new Thread(ProgramRun::announce, "announce-end"));
    int exitCode = program.getAsInt();
    over = true;
    return exitCode;
  }

  /** Runs the program and exits with its code. */
  public static void andExit(IntSupplier program) {
    System.exit(exitCode(program));
  }

  private static void announce() {
    if (!over) {
      System.err.println("\nStopping.");
    }
  }
}
