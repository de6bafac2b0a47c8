package org.sfcalls.benchmarks.ingest;

/**
 * What a run came to.
 *
 * @param nanos from the first records that the application got to the commit of the last
 * @param cpuNanos processor time of the application's JVM meanwhile, all threads together
 * @param residentBytes memory of the application's JVM at that moment; 0 where it can't be told
 */
record Measured(long nanos, long cpuNanos, long residentBytes) {

  /** Calls a second, of {@code calls} in all. */
  double rate(long calls) {
    return calls * 1e9 / nanos;
  }

  /** Processor time a call, microseconds. */
  double cpuMicros(long calls) {
    return cpuNanos / 1e3 / calls;
  }

  double seconds() {
    return nanos / 1e9;
  }
}
