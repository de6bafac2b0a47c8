package org.sfcalls.sandbox.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ties a JVM to the one that started it; the main class of every program of the sandbox, which it
 * then runs. No Java agent: class archives of programs with one are not for production.
 *
 * <p>The launcher holds the other end of the program's standard input and writes nothing. When it
 * ends, however it ends, the pipe closes, the program reads the end of its input, and exits: the
 * only signal that even {@code kill -9} of the launcher sends.
 *
 * <p>A terminal sends Ctrl-C and its own closing to all its processes at once. The programs leave
 * both to the launcher, which stops them in order. A handler is set rather than the signal ignored,
 * because Kafka and Spark call the handler that they found.
 *
 * <p>No library and no lambda: this class stands on the class path of programs that have their own.
 */
public final class Tether {

  /** Milliseconds that an orderly exit may take before the JVM is halted. */
  private static final long GRACE_MS = 5_000;

  /** Exit code of a program whose launcher is gone. */
  private static final int LAUNCHER_GONE = 75;

  private Tether() {}

  /**
   * @param arguments name of the program's main class, and the program's own arguments
   * @throws Throwable what the program's main threw
   */
  public static void main(String[] arguments) throws Throwable {
    SignalHandler leaveToLauncher = new LeaveToLauncher();
    Signal.handle(new Signal("INT"), leaveToLauncher);
    Signal.handle(new Signal("HUP"), leaveToLauncher);
    daemon("tether", new Watch());
    Method main = Class.forName(arguments[0]).getMethod("main", String[].class);
    try {
      main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static final class LeaveToLauncher implements SignalHandler {
    @Override
    public void handle(Signal signal) {}
  }

  private static final class Watch implements Runnable {
    @Override
    public void run() {
      try {
        while (System.in.read() >= 0) {
          // What comes is of no interest, only that it ends.
        }
      } catch (IOException e) {
        System.err.println("tether: the pipe from the launcher broke: " + e);
      }
      System.err.println("tether: the launcher is gone, so this program ends");
      daemon("tether-exit", new Exit());
      try {
        Thread.sleep(GRACE_MS);
      } catch (InterruptedException e) {
        System.err.println("tether: interrupted while the program ended");
      }
      Runtime.getRuntime().halt(LAUNCHER_GONE);
    }
  }

  private static final class Exit implements Runnable {
    @Override
    public void run() {
      System.exit(LAUNCHER_GONE);
    }
  }
}
