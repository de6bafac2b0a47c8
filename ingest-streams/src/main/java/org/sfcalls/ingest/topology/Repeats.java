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
 * <p>Calls behind the retention are forgotten by a sweep over the store whenever a seventh of the
 * retention has gone by: every call is met by at most eight sweeps, and the store holds at most 8/7
 * of the retention.
 */
final class Repeats {
  private static final int SWEEPS_PER_RETENTION = 7;

  private final KeyValueStore<String, Long> eventTimes;
  private final long retentionMs;
  private long newestMs = Long.MIN_VALUE;
  private long nextSweepMs = Long.MIN_VALUE;

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
    if (eventTimeMs > newestMs) {
      newestMs = eventTimeMs;
      if (newestMs >= nextSweepMs) {
        forgetBefore(newestMs - retentionMs);
        nextSweepMs = newestMs + retentionMs / SWEEPS_PER_RETENTION;
      }
    }
    return false;
  }

  private void forgetBefore(long oldestMs) {
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, Long> known = eventTimes.all()) {
      while (known.hasNext()) {
        KeyValue<String, Long> call = known.next();
        if (call.value < oldestMs) {
          old.add(call.key);
        }
      }
    }
    old.forEach(eventTimes::delete);
  }
}
