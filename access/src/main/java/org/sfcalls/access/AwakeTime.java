package org.sfcalls.access;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Nanoseconds in which this program could run: the time of a closed lid, a suspended machine or a
 * stopped process counts for no limit, because no other part could answer in it either.
 *
 * <p>A clock that is read every second finds that time as a step that is far too long.
 */
public final class AwakeTime implements LongSupplier {

  /** Longer than any pause of a program that runs, and short beside every limit. */
  private static final long LONGEST_STEP = Duration.ofSeconds(10).toNanos();

  private static final long TICK_MS = 1_000;

  private final LongSupplier clock;
  private long last;
  private long awake;

  AwakeTime(LongSupplier clock) {
    this.clock = clock;
    this.last = clock.getAsLong();
  }

  /** The program's own. */
  public static AwakeTime ofProgram() {
    return Program.TIME;
  }

  @Override
  public synchronized long getAsLong() {
    long now = clock.getAsLong();
    awake += now - last > LONGEST_STEP ? 0 : now - last;
    last = now;
    return awake;
  }

  private static final class Program {
    static final AwakeTime TIME = new AwakeTime(System::nanoTime);

    static {
      Thread ticks = new Thread(Program::tick, "awake-time");
      ticks.setDaemon(true);
      ticks.start();
    }

    private static void tick() {
      try {
        while (true) {
          TIME.getAsLong();
          Thread.sleep(TICK_MS);
        }
      } catch (InterruptedException e) {
        // Nobody has this thread to interrupt it.
        Thread.currentThread().interrupt();
      }
    }
  }
}
