package org.sfcalls.ingest.topology;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.sfcalls.calls.validation.Reason;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;

/**
 * Counts what became of the records of one partition. The counts go to a state store before each
 * commit, so they commit in the same transaction as the records that they count.
 */
final class Ledger {

  /** Records of one outcome so far. */
  private static final class Count {
    final Outcome outcome;
    final Reason reason;
    long records;
    long saved;
    boolean published;

    Count(Outcome outcome, Reason reason) {
      this.outcome = outcome;
      this.reason = reason;
    }

    /** The name in the store: the outcome, with the reason after a slash. */
    String name() {
      return reason == null ? outcome.name() : outcome + "/" + reason;
    }
  }

  /** Begins the name, in the store, of the offset up to which a topic's gaps are counted. */
  private static final String LOST_UP_TO = "LOST_UP_TO/";

  private final KeyValueStore<String, Long> store;
  private final int partition;
  private final Count clean = new Count(Outcome.CLEAN, null);
  private final Count repeated = new Count(Outcome.REPEATED, null);
  private final Count lost = new Count(Outcome.LOST, null);
  private final Map<Reason, Count> rejected = new EnumMap<>(Reason.class);
  private final Map<String, Count> counts = new LinkedHashMap<>();

  /** Ends of gaps that are counted and not saved yet, by their names in the store. */
  private final Map<String, Long> gaps = new LinkedHashMap<>();

  /**
   * @param store outcome to records; what it holds is counted on
   * @param partition the partition whose records are counted
   */
  Ledger(KeyValueStore<String, Long> store, int partition) {
    this.store = store;
    this.partition = partition;
    add(clean);
    add(repeated);
    add(lost);
    for (Reason reason : Reason.values()) {
      Count count = new Count(Outcome.REJECTED, reason);
      rejected.put(reason, count);
      add(count);
    }
    try (KeyValueIterator<String, Long> known = store.all()) {
      while (known.hasNext()) {
        KeyValue<String, Long> entry = known.next();
        Count count = counts.get(entry.key);
        // A reason that this version no longer has stays in the store as it is.
        if (count != null) {
          count.records = entry.value;
          count.saved = entry.value;
        }
      }
    }
    // The transaction that changed a count may have ended before the change was published.
    counts.values().forEach(count -> count.published = count.records == 0);
  }

  private void add(Count count) {
    counts.put(count.name(), count);
  }

  void clean() {
    count(clean);
  }

  void repeated() {
    count(repeated);
  }

  void rejected(Reason reason) {
    count(rejected.get(reason));
  }

  /**
   * Counts records that were deleted before they were read, unless this gap is counted already.
   *
   * @param upTo offset at which the gap ends
   */
  void lost(String topic, long upTo, long records) {
    String name = LOST_UP_TO + topic;
    Long before = store.get(name);
    if (before == null || before < upTo) {
      gaps.put(name, upTo);
      lost.records += records;
      lost.published = false;
    }
  }

  private static void count(Count count) {
    count.records++;
    count.published = false;
  }

  /** Takes what was counted since the last time. */
  interface News {
    /**
     * @param reason null but for rejections
     */
    void counted(Outcome outcome, Reason reason, long records);
  }

  /** Writes each count that changed since the last time to the store. */
  void save(News news) {
    gaps.forEach(store::put);
    gaps.clear();
    for (Count count : counts.values()) {
      if (count.records != count.saved) {
        store.put(count.name(), count.records);
        news.counted(count.outcome, count.reason, count.records - count.saved);
        count.saved = count.records;
      }
    }
  }

  /** Hands out each count that changed since the last time, with its key. */
  void publish(BiConsumer<LedgerKey, Long> publisher) {
    for (Count count : counts.values()) {
      if (!count.published) {
        publisher.accept(
            new LedgerKey(
                partition, count.outcome, count.reason == null ? null : count.reason.name()),
            count.records);
        count.published = true;
      }
    }
  }
}
