package org.sfcalls.benchmarks.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Latencies of single calls, every one of them kept: percentiles are exact. */
public final class Latencies {

  /**
   * Calls within a range of latencies.
   *
   * @param fromMs inclusive
   * @param toMs exclusive; {@link Long#MAX_VALUE} for the last
   */
  public record Bar(long fromMs, long toMs, long calls) {}

  private static final long BAR_MS = 100;
  private static final int MOST_BARS = 20;

  private final long[] sorted;

  private Latencies(long[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The latencies of at least one call.
   *
   * @param milliseconds in any order
   */
  public static Latencies of(long[] milliseconds) {
    if (milliseconds.length == 0) {
      throw new IllegalArgumentException("no calls have no latencies");
    }
    long[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted);
  }

  public int calls() {
    return sorted.length;
  }

  /**
   * The latency, in milliseconds, that this share of the calls does not exceed.
   *
   * @param share above 0, up to 1
   */
  public long percentile(double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /** The longest, milliseconds. */
  public long max() {
    return sorted[sorted.length - 1];
  }

  /** The histogram, in steps of 100 ms; what is 2 s and more is in the last bar. */
  public List<Bar> histogram() {
    int last = (int) Math.min(max() / BAR_MS, MOST_BARS);
    long[] calls = new long[last + 1];
    for (long latency : sorted) {
      // A clock that was set back makes one negative.
      calls[(int) Math.max(0, Math.min(latency / BAR_MS, last))]++;
    }
    List<Bar> bars = new ArrayList<>();
    for (int bar = 0; bar <= last; bar++) {
      bars.add(
          new Bar(
              bar * BAR_MS, bar == MOST_BARS ? Long.MAX_VALUE : (bar + 1) * BAR_MS, calls[bar]));
    }
    return bars;
  }
}
