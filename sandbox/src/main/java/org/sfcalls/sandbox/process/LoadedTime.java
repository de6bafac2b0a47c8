package org.sfcalls.sandbox.process;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.sfcalls.access.AwakeTime;

/**
 * Time since its making as it counts against a limit. A limit is meant for a machine that has a
 * processor for every thread that wants one. While there are twice as many threads, time counts
 * half, and so on; a tenth at least, so that every wait ends.
 */
public final class LoadedTime {
  private static final double LONGEST_STRETCH = 10;

  private final LongSupplier nanoTime;
  private final DoubleSupplier load;
  private final long start;
  private long last;
  private double counted;

  /**
   * @param nanoTime the present, nanoseconds
   * @param load threads that run or want to, for each processor; negative where that is unknown
   */
  LoadedTime(LongSupplier nanoTime, DoubleSupplier load) {
    this.nanoTime = nanoTime;
    this.load = load;
    this.start = nanoTime.getAsLong();
    this.last = start;
  }

  /** On this machine, by its load average of the last minute. */
  public LoadedTime() {
    this(AwakeTime.ofProgram(), LoadedTime::loadOfMachine);
  }

  private static double loadOfMachine() {
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    return machine.getSystemLoadAverage() / machine.getAvailableProcessors();
  }

  /** What counts so far; to be asked every few seconds at least. */
  public Duration counted() {
    long now = nanoTime.getAsLong();
    counted += (now - last) / Math.max(1, Math.min(LONGEST_STRETCH, load.getAsDouble()));
    last = now;
    return Duration.ofNanos((long) counted);
  }

  /** What has passed so far, in words: {@code 143 s (the machine is busy: 60 s count)}. */
  String inWords() {
    Duration counted = counted();
    long passed = Duration.ofNanos(last - start).toSeconds();
    return passed == counted.toSeconds()
        ? passed + " s"
        : passed + " s (the machine is busy: " + counted.toSeconds() + " s count)";
  }
}
