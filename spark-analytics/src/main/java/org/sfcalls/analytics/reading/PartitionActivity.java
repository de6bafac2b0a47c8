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
 * <p>It is asked whenever a batch is planned, right when Kafka is asked what there is to read. A
 * partition is idle when it had been without a call for the given time already at the planning
 * before this one, so that planning found nothing to read in it, while another has had calls since.
 * Records that came to it during a long batch are therefore no sign of idleness, and neither is a
 * backlog: a batch reads of every partition that has something to read. An idle partition's mark is
 * the newest event time of the slowest partition that is not idle. When all input stops, none is
 * idle and nothing is closed.
 */
final class PartitionActivity {

  private final Supplier<Map<Integer, Seen>> clocks;
  private final Duration idleAfter;
  private final InstantSource wallClock;
  private final Map<Integer, Seen> known = new HashMap<>();
  private final Map<Integer, Instant> lastActive = new HashMap<>();

  /** When each partition was last asked about, and when first. */
  private final Map<Integer, Instant> lastAsked = new HashMap<>();

  private final Map<Integer, Instant> firstAsked = new HashMap<>();

  /**
   * @param clocks what was seen of each partition so far
   * @param idleAfter how long a partition may be without a call
   */
  PartitionActivity(
      Supplier<Map<Integer, Seen>> clocks, Duration idleAfter, InstantSource wallClock) {
    this.clocks = clocks;
    this.idleAfter = idleAfter;
    this.wallClock = wallClock;
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
    Instant first = firstAsked.computeIfAbsent(partition, p -> now);
    Instant before = lastAsked.put(partition, now);
    Instant silentSince = lastActive.getOrDefault(partition, first);
    if (before == null || !isIdle(silentSince, before)) {
      return OptionalLong.empty();
    }
    return lastActive.entrySet().stream()
        .filter(other -> !isIdle(other.getValue(), now))
        .mapToLong(other -> known.get(other.getKey()).clockMs())
        .min();
  }

  private boolean isIdle(Instant active, Instant now) {
    return Duration.between(active, now).compareTo(idleAfter) >= 0;
  }
}
