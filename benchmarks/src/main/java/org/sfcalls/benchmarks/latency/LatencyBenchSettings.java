package org.sfcalls.benchmarks.latency;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What to measure.
 *
 * @param rate calls a second
 * @param measured how long calls count
 * @param warmup how long before that calls are sent and counted, from the first count on
 * @param partitions of every topic that carries calls or counts
 * @param folder for the stack's data; emptied first
 */
record LatencyBenchSettings(
    int rate, Duration measured, Duration warmup, int partitions, Path folder) {

  private static final int MOST_RATE = 20_000;

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  LatencyBenchSettings {
    if (rate < 1 || rate > MOST_RATE) {
      throw new IllegalArgumentException(
          "--rate is " + rate + ", 1 to " + MOST_RATE + " calls a second are allowed");
    }
    if (measured.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "--seconds is " + measured.toSeconds() + ", at least 1 is needed");
    }
    if (warmup.isNegative()) {
      throw new IllegalArgumentException(
          "--warmup-seconds is " + warmup.toSeconds() + ", at least 0 is needed");
    }
  }
}
