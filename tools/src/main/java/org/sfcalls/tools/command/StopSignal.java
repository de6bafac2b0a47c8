package org.sfcalls.tools.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether the user asked the program to end (Ctrl-C, SIGTERM). The command looks at {@link
 * #stopped()} between records, finishes what it began and closes the signal; the program ends once
 * that is done.
 */
public final class StopSignal implements AutoCloseable {

  /** Exit code of a program that was stopped by Ctrl-C, as shells have it: 128 + SIGINT. */
  public static final int EXIT_CODE = 130;

  /** Longer than the broker may take to answer for what is already sent. */
  private static final long PATIENCE_SECONDS = 40;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean idle;
  private Thread hook;

  /** A signal that only {@link #stop()} raises. */
  public StopSignal() {}

  /** A signal that Ctrl-C and SIGTERM raise. */
  public static StopSignal onInterrupt() {
    StopSignal signal = new StopSignal();
    signal.hook = new Thread(signal::stopAndWait, "stop-signal");
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Asks the command to end. */
  public void stop() {
    requested.countDown();
  }

  /** Whether the command was asked to end. */
  public boolean stopped() {
    return requested.getCount() == 0;
  }

  /** Runs a wait in which nothing is begun: whoever stops the program then waits for nothing. */
  public <T> T whileIdle(Supplier<T> wait) {
    idle = true;
    try {
      return wait.get();
    } finally {
      idle = false;
    }
  }

  /** Waits {@code nanos} nanoseconds, or less when the command is asked to end. */
  public void sleep(long nanos) {
    try {
      if (requested.await(nanos, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  /** Tells that the command has finished, so that the program may end. */
  @Override
  public void close() {
    finished.countDown();
    if (hook != null && !stopped()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        // The signal came in this very moment; the hook runs and finds the command finished.
        return;
      }
    }
  }

  private void stopAndWait() {
    stop();
    try {
      if (!idle && !finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("sfcalls: gave up waiting for the command to finish");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
