package org.sfcalls.ingest.topology;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.sfcalls.ingest.validation.Reason;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;

/**
 * Counts what became of the records of one partition. The counts are in a state store, so they
 * commit in the same transaction as the records that they count.
 */
final class Ledger {
  private static final String REJECTED = Outcome.REJECTED + "/";

  private final KeyValueStore<String, Long> counts;
  private final Set<String> changed = new TreeSet<>();

  /**
   * @param counts outcome, with the reason after a slash, to records; what it holds is told again
   */
  Ledger(KeyValueStore<String, Long> counts) {
    this.counts = counts;
    // The transaction that changed a count may have ended before the change was published.
    try (KeyValueIterator<String, Long> known = counts.all()) {
      known.forEachRemaining((KeyValue<String, Long> count) -> changed.add(count.key));
    }
  }

  void clean() {
    add(Outcome.CLEAN.name());
  }

  void repeated() {
    add(Outcome.REPEATED.name());
  }

  void rejected(Reason reason) {
    add(REJECTED + reason);
  }

  private void add(String outcome) {
    Long before = counts.get(outcome);
    counts.put(outcome, before == null ? 1 : before + 1);
    changed.add(outcome);
  }

  /** Hands out each count that changed since the last time, with its key. */
  void publish(int partition, BiConsumer<LedgerKey, Long> publisher) {
    for (String outcome : changed) {
      boolean rejected = outcome.startsWith(REJECTED);
      publisher.accept(
          new LedgerKey(
              partition,
              rejected ? Outcome.REJECTED : Outcome.valueOf(outcome),
              rejected ? outcome.substring(REJECTED.length()) : null),
          counts.get(outcome));
    }
    changed.clear();
  }
}
