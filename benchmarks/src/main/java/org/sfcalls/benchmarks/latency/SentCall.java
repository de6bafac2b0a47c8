package org.sfcalls.benchmarks.latency;

/**
 * A call on its way to its counts.
 *
 * <p>Not for use by several threads at once.
 */
final class SentCall {
  private final long sentMs;
  private int missing;
  private long countedMs;

  /**
   * @param sentMs timestamp of its raw record, epoch milliseconds
   * @param windows how many counts must include it
   */
  SentCall(long sentMs, int windows) {
    this.sentMs = sentMs;
    this.missing = windows;
  }

  void counted(long atMs) {
    if (missing == 0) {
      throw new IllegalStateException("all counts of the call were read before");
    }
    missing--;
    countedMs = Math.max(countedMs, atMs);
  }

  boolean isCounted() {
    return missing == 0;
  }

  /** Timestamp of its raw record, epoch milliseconds. */
  long sentMs() {
    return sentMs;
  }

  /** Milliseconds from the raw record to the last of its counts; it must be counted. */
  long latencyMs() {
    if (!isCounted()) {
      throw new IllegalStateException("the call is not counted yet");
    }
    return countedMs - sentMs;
  }
}
