package org.sfcalls.benchmarks.ingest;

import java.util.List;

/**
 * What a run came to.
 *
 * @param nanos from the first records that the application got to the commit of the last
 * @param cpuNanos processor time of the application's JVM meanwhile, all threads together
 * @param residentBytes memory of the application's JVM at that moment; 0 where it can't be told
 */
public record Measured(long nanos, long cpuNanos, long residentBytes) {

  /** The components with a space between, as {@link #of} takes them. */
  String words() {
    return nanos + " " + cpuNanos + " " + residentBytes;
  }

  /** What {@link #words} wrote. */
  public static Measured of(List<String> words) {
    return new Measured(
        Long.parseLong(words.get(0)), Long.parseLong(words.get(1)), Long.parseLong(words.get(2)));
  }

  /** Calls a second, of {@code calls} in all. */
  public double rate(long calls) {
    return calls * 1e9 / nanos;
  }

  /** Processor time a call, microseconds. */
  public double cpuMicros(long calls) {
    return cpuNanos / 1e3 / calls;
  }

  public double seconds() {
    return nanos / 1e9;
  }
}
