package org.sfcalls.analytics.reading;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;

/**
 * Tells which partitions are idle, so that they do not hold the watermark, which is the minimum
 * over partitions, and with it every window open for ever.
 *
 * <p>A partition is idle when no batch of the last while (wall-clock) had a call of it and some
 * batch had calls of another. It is asked between batches, and a batch reads of every partition
 * that has something to read, so a partition with a backlog is never taken for idle, however long a
 * batch takes. An idle partition's mark is the newest event time of the slowest partition that is
 * not idle. When all input stops, none is idle and nothing is closed.
 */
final class PartitionActivity {

  private final Supplier<Map<Integer, Seen>> clocks;
  private final Duration idleAfter;
  private final InstantSource wallClock;
  private final Instant start;
  private final Map<Integer, Seen> known = new HashMap<>();
  private final Map<Integer, Instant> lastActive = new HashMap<>();

  /**
   * @param clocks what was seen of each partition so far
   * @param idleAfter how long a partition may be without a call
   */
  PartitionActivity(
      Supplier<Map<Integer, Seen>> clocks, Duration idleAfter, InstantSource wallClock) {
    this.clocks = clocks;
    this.idleAfter = idleAfter;
    this.wallClock = wallClock;
    this.start = wallClock.instant();
  }

  /**
   * The event time that an idle partition stands for, epoch milliseconds; empty where it is not
   * idle.
   */
  synchronized OptionalLong idleMark(int partition) {
    Instant now = wallClock.instant();
    clocks
        .get()
        .forEach(
            (active, seen) -> {
              if (!seen.equals(known.put(active, seen))) {
                lastActive.put(active, now);
              }
            });
    if (!isIdle(lastActive.getOrDefault(partition, start), now)) {
      return OptionalLong.empty();
    }
    return lastActive.entrySet().stream()
        .filter(other -> !isIdle(other.getValue(), now))
        .mapToLong(other -> known.get(other.getKey()).newestMs())
        .min();
  }

  private boolean isIdle(Instant active, Instant now) {
    return Duration.between(active, now).compareTo(idleAfter) >= 0;
  }
}
