package org.sfcalls.sandbox.account;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Topics;

/**
 * Adds up the records of the topics, one at a time. Of compacted topics the newest value of a key
 * holds, whether or not the broker has compacted yet.
 *
 * <p>Needs about 100 bytes for each window, type and disposition.
 */
final class Totals {
  private static final String UNNAMED = "(none)";

  /** Of what a newer ingest told the ledger that this program does not know. */
  private static final String UNKNOWN_OUTCOME = "(unknown outcome)";

  private final Topics topics;
  private final AvroReader avro;
  private final SortedMap<String, Long> rejected = new TreeMap<>();
  private final SortedMap<String, Long> strayed = new TreeMap<>();

  /** Reason of each undecodable record, by where it stood. */
  private final Map<String, String> undecodable = new HashMap<>();

  private final Map<LedgerKey, Long> ledger = new HashMap<>();
  private final Map<Group, Latest> counts = new HashMap<>();
  private final Set<LatePair> late = new HashSet<>();
  private final Map<String, String> texts = new HashMap<>();
  private long raw;
  private long clean;

  private record Group(long start, long end, String type, String disposition) {}

  private record Latest(long count, String description) {}

  private record LatePair(int partition, long offset, long windowStart) {}

  Totals(Topics topics, AvroReader avro) {
    this.topics = topics;
    this.avro = avro;
  }

  /**
   * Takes a record of any of the topics that the account needs.
   *
   * @throws org.apache.kafka.common.errors.SerializationException when it does not decode
   */
  void add(ConsumerRecord<byte[], byte[]> entry) {
    String topic = entry.topic();
    if (topic.equals(topics.raw())) {
      raw++;
    } else if (topic.equals(topics.clean())) {
      clean++;
    } else if (topic.equals(topics.rejected())) {
      addDeadLetter(entry);
    } else if (topic.equals(topics.ledger())) {
      addLedger(entry);
    } else if (topic.equals(topics.counts())) {
      addCount(entry);
    } else if (topic.equals(topics.late())) {
      LateCallKey key = avro.key(topic, entry.key(), LateCallKey.class);
      LatePair pair =
          new LatePair(key.getPartition(), key.getOffset(), key.getWindowStart().toEpochMilli());
      if (entry.value() == null) {
        late.remove(pair);
      } else {
        late.add(pair);
      }
    } else {
      throw new IllegalArgumentException("not a topic of the account: " + topic);
    }
  }

  private void addDeadLetter(ConsumerRecord<byte[], byte[]> entry) {
    String source = header(entry, DeadLetter.TOPIC);
    String reason = header(entry, DeadLetter.REASON);
    if (source.equals(topics.raw())) {
      rejected.merge(reason, 1L, Long::sum);
    } else if (source.equals(topics.clean())) {
      // A batch that analytics ran again sends its dead letters again: where they stood counts.
      undecodable.put(
          header(entry, DeadLetter.PARTITION) + ":" + header(entry, DeadLetter.OFFSET), reason);
    } else {
      strayed.merge(source, 1L, Long::sum);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    Header header = entry.headers().lastHeader(name);
    return header == null || header.value() == null
        ? UNNAMED
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private void addLedger(ConsumerRecord<byte[], byte[]> entry) {
    LedgerKey key = avro.key(entry.topic(), entry.key(), LedgerKey.class);
    if (entry.value() == null) {
      ledger.remove(key);
    } else {
      ledger.put(key, avro.value(entry.topic(), entry.value(), LedgerCount.class).getCount());
    }
  }

  private void addCount(ConsumerRecord<byte[], byte[]> entry) {
    CallCountKey key = avro.key(entry.topic(), entry.key(), CallCountKey.class);
    Group group =
        new Group(
            key.getWindowStart().toEpochMilli(),
            key.getWindowEnd().toEpochMilli(),
            shared(key.getOriginalCrimeTypeName()),
            shared(key.getDisposition()));
    if (entry.value() == null) {
      counts.remove(group);
    } else {
      CallCount value = avro.value(entry.topic(), entry.value(), CallCount.class);
      counts.put(group, new Latest(value.getCount(), shared(value.getDispositionDescription())));
    }
  }

  /** One instance of equal texts: a few thousand types and codes stand in millions of counts. */
  private String shared(String text) {
    return text == null ? null : texts.computeIfAbsent(text, same -> same);
  }

  Figures figures() {
    SortedMap<String, Long> undecodableByReason = new TreeMap<>();
    undecodable.values().forEach(reason -> undecodableByReason.merge(reason, 1L, Long::sum));
    return new Figures(
        raw,
        clean,
        rejected,
        undecodableByReason,
        strayed,
        ledger(ledger),
        counts.values().stream().mapToLong(Latest::count).sum(),
        late.size());
  }

  /** The totals over all partitions of the newest values by key. */
  static Figures.Ledger ledger(Map<LedgerKey, Long> newest) {
    long clean = 0;
    long repeated = 0;
    SortedMap<String, Long> rejected = new TreeMap<>();
    for (Map.Entry<LedgerKey, Long> entry : newest.entrySet()) {
      long count = entry.getValue();
      switch (entry.getKey().getOutcome()) {
        case CLEAN -> clean += count;
        case REPEATED -> repeated += count;
        case REJECTED -> {
          String reason = entry.getKey().getReason();
          rejected.merge(reason == null ? UNNAMED : reason, count, Long::sum);
        }
        // No rejection, but it must stand in the account, which can't balance with it.
        case OTHER -> rejected.merge(UNKNOWN_OUTCOME, count, Long::sum);
      }
    }
    return new Figures.Ledger(clean, repeated, rejected);
  }

  /** The highest counts, highest first; of equal ones the earlier window, then by text. */
  List<BusyWindow> busiest(int most) {
    Comparator<Map.Entry<Group, Latest>> busierFirst =
        Comparator.<Map.Entry<Group, Latest>>comparingLong(entry -> entry.getValue().count())
            .reversed()
            .thenComparing(entry -> entry.getKey().start())
            .thenComparing(entry -> entry.getKey().type())
            .thenComparing(entry -> entry.getKey().disposition());
    PriorityQueue<Map.Entry<Group, Latest>> top = new PriorityQueue<>(busierFirst.reversed());
    for (Map.Entry<Group, Latest> entry : counts.entrySet()) {
      top.add(entry);
      if (top.size() > most) {
        top.remove();
      }
    }
    List<Map.Entry<Group, Latest>> sorted = new ArrayList<>(top);
    sorted.sort(busierFirst);
    return sorted.stream()
        .map(
            entry ->
                new BusyWindow(
                    Instant.ofEpochMilli(entry.getKey().start()),
                    Instant.ofEpochMilli(entry.getKey().end()),
                    entry.getKey().type(),
                    entry.getKey().disposition(),
                    entry.getValue().description(),
                    entry.getValue().count()))
        .toList();
  }
}
