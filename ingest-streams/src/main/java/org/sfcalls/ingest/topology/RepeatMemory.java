package org.sfcalls.ingest.topology;

import java.time.Duration;

/**
 * How long calls are remembered, so as to recognise them when they come again.
 *
 * @param retention event time after which a call is forgotten; nothing for no memory at all
 * @param maxCalls most calls to remember of one partition
 */
public record RepeatMemory(Duration retention, int maxCalls) {

  /** Seven days, a million calls of each partition; San Francisco has some 15,000 in seven days. */
  public static final RepeatMemory DEFAULT = new RepeatMemory(Duration.ofDays(7), 1_000_000);

  /** Repeats are not recognised: every valid call is clean. */
  public static final RepeatMemory NONE = new RepeatMemory(Duration.ZERO, 1);

  /**
   * @throws IllegalArgumentException when either is out of range
   */
  public RepeatMemory {
    if (retention.isNegative()) {
      throw new IllegalArgumentException(
          "--repeat-retention is " + retention + ", at least nothing (0s) is needed");
    }
    if (maxCalls < 1) {
      throw new IllegalArgumentException(
          "--max-repeat-calls is " + maxCalls + ", at least 1 is needed");
    }
  }

  /** Whether repeats are recognised. */
  boolean recognises() {
    return !retention.isZero();
  }
}
