package org.sfcalls.ingest.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Recognises calls that came before, by {@code crime_id}, as far back as the retention reaches in
 * event time. The newest event time seen counts as now.
 *
 * <p>A sweep over the store forgets the calls behind the retention: whenever a seventh of the
 * retention has gone by, and when the store has grown to three times what the last sweep left, as
 * it does when history is sent newest first. So a call is met by few sweeps, and what is behind the
 * retention takes little more room than what is not.
 */
final class Repeats {
  private static final int SWEEPS_PER_RETENTION = 7;

  /** So many ids are kept unswept in any case. */
  private static final int FEW = 10_000;

  private final KeyValueStore<String, Long> eventTimes;
  private final long retentionMs;
  private long newestMs = Long.MIN_VALUE;
  private long nextSweepMs = Long.MIN_VALUE;
  private long keptBySweep;
  private long putsSinceSweep;

  /**
   * @param eventTimes {@code crime_id} to event time, epoch milliseconds; what it holds is known
   */
  Repeats(KeyValueStore<String, Long> eventTimes, Duration retention) {
    this.eventTimes = eventTimes;
    this.retentionMs = retention.toMillis();
    try (KeyValueIterator<String, Long> known = eventTimes.all()) {
      known.forEachRemaining(call -> newestMs = Math.max(newestMs, call.value));
    }
    if (newestMs != Long.MIN_VALUE) {
      nextSweepMs = newestMs;
    }
  }

  /** Whether the call came before, within the retention; if not, it is known from now on. */
  boolean isRepeat(String crimeId, long eventTimeMs) {
    Long before = eventTimes.get(crimeId);
    if (before != null && Math.abs(eventTimeMs - before) <= retentionMs) {
      return true;
    }
    eventTimes.put(crimeId, eventTimeMs);
    newestMs = Math.max(newestMs, eventTimeMs);
    if (newestMs >= nextSweepMs || ++putsSinceSweep > 2 * keptBySweep + FEW) {
      forgetBefore(newestMs - retentionMs);
    }
    return false;
  }

  private void forgetBefore(long oldestMs) {
    List<String> old = new ArrayList<>();
    long kept = 0;
    try (KeyValueIterator<String, Long> known = eventTimes.all()) {
      while (known.hasNext()) {
        KeyValue<String, Long> call = known.next();
        if (call.value < oldestMs) {
          old.add(call.key);
        } else {
          kept++;
        }
      }
    }
    old.forEach(eventTimes::delete);
    keptBySweep = kept;
    putsSinceSweep = 0;
    nextSweepMs = newestMs + retentionMs / SWEEPS_PER_RETENTION;
  }
}
