package org.sfcalls.tools.account;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.access.PayloadText;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.account.BusyWindow;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;
import org.sfcalls.account.Unseen;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Topics;

/**
 * What is on the topics, committed records only, from their beginning to their end as of now. Calls
 * that are under way are seen in part, so the account of a moving pipeline does not balance.
 *
 * @param figures totals for the account
 * @param countedBy how the newest batch counted
 * @param busiest the windows with the highest counts, highest first
 */
record TopicFigures(Figures figures, CountedBy countedBy, List<BusyWindow> busiest) {

  /** More reasons or sources than these come of a hostile sender alone. */
  private static final int MOST_NAMES = 1_000;

  private static final String OTHERS = "(others)";

  /**
   * Reads them. Two threads read, for the counts take as long as all other topics together.
   *
   * @param open transactions that hold raw records back
   * @param busiest how many of the busiest windows to find
   * @param workFolder where a temporary folder is made for what memory does not hold
   * @param records grows with every record that is read, for whoever shows progress
   * @param stopped asked between records: whether to end early, with figures that mean nothing
   * @throws CommandFailure when broker or registry do not answer
   */
  static TopicFigures read(
      KafkaConnection kafka,
      RegistryConnection registry,
      Topics topics,
      OpenTransactions open,
      int busiest,
      Path workFolder,
      LongAdder records,
      BooleanSupplier stopped) {
    try (NewestTotals newest = NewestTotals.in(workFolder)) {
      AtomicBoolean failed = new AtomicBoolean();
      BooleanSupplier stop = () -> failed.get() || stopped.getAsBoolean();
      Unreadable unreadable = new Unreadable();
      Counts counts = new Counts(newest, topics, unreadable);
      Others others = new Others(newest, topics, unreadable);
      CompletableFuture<Void> counting =
          CompletableFuture.runAsync(
              () -> reportingFailure(() -> counts.read(kafka, registry, records, stop), failed));
      try {
        reportingFailure(() -> others.read(kafka, registry, records, stop), failed);
      } finally {
        join(counting);
      }
      NewestTotals.Newest found = newest.newest(busiest);
      return new TopicFigures(
          new Figures(
              others.raw,
              new Unseen(TopicReader.firstOffsets(kafka, topics.raw()), open.held()),
              others.clean,
              others.rejected,
              found.undecodable(),
              others.strayed,
              unreadable.records,
              others.ledger(),
              found.counted(),
              found.late()),
          others.countedBy,
          found.busiest());
    }
  }

  private static void reportingFailure(Runnable reading, AtomicBoolean failed) {
    try {
      reading.run();
    } catch (RuntimeException e) {
      failed.set(true);
      throw e;
    }
  }

  private static void join(CompletableFuture<Void> reading) {
    try {
      reading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Records that do not decode, by topic and the place of the first. Safe for both threads. */
  private static final class Unreadable {
    private final Map<String, String> first = new HashMap<>();
    private final SortedMap<String, Long> records = new TreeMap<>();

    /**
     * Decodes a record, or counts it here.
     *
     * @return null where it does not decode
     * @throws CommandFailure when the registry gives no answer
     */
    <T> T unlessUnreadable(ConsumerRecord<byte[], byte[]> entry, Supplier<T> decoding) {
      try {
        return decoding.get();
      } catch (SerializationException | ClassCastException e) {
        if (AvroReader.isRegistryAway(e)) {
          throw new CommandFailure(
              "the schema registry gives no answer ("
                  + PayloadText.of(String.valueOf(e.getMessage()))
                  + "): is it running, and is --registry right?",
              e);
        }
        add(entry);
        return null;
      }
    }

    private synchronized void add(ConsumerRecord<byte[], byte[]> entry) {
      String name =
          first.computeIfAbsent(
              entry.topic(),
              topic ->
                  topic
                      + ", first at partition "
                      + entry.partition()
                      + ", offset "
                      + entry.offset());
      records.merge(name, 1L, Long::sum);
    }
  }

  /** The counts. */
  private record Counts(NewestTotals newest, Topics topics, Unreadable unreadable) {
    void read(
        KafkaConnection kafka,
        RegistryConnection registry,
        LongAdder records,
        BooleanSupplier stopped) {
      try (AvroReader avro = new AvroReader(registry.url(), registry.properties())) {
        TopicReader.readToEnd(
            kafka,
            topics.counts(),
            stopped,
            entry -> {
              records.increment();
              add(entry, avro);
            },
            () -> {});
      }
    }

    private void add(ConsumerRecord<byte[], byte[]> entry, AvroReader avro) {
      record Count(CallCountKey key, CallCount value) {}
      Count count =
          unreadable.unlessUnreadable(
              entry,
              () ->
                  new Count(
                      avro.key(entry.topic(), entry.key(), CallCountKey.class),
                      avro.value(entry.topic(), entry.value(), CallCount.class)));
      if (count == null) {
        return;
      }
      CallCount value = count.value();
      newest.total(
          count.key().getWindowStart(),
          count.key().getWindowEnd(),
          CallGroup.of(count.key()),
          value == null ? null : value.getDispositionDescription(),
          value == null ? null : (Long) value.getCount());
    }
  }

  /** All other topics. */
  private static final class Others {
    private final NewestTotals newest;
    private final Topics topics;
    private final Unreadable unreadable;
    private final SortedMap<String, Long> rejected = new TreeMap<>();
    private final SortedMap<String, Long> strayed = new TreeMap<>();
    private final Map<LedgerKey, Long> ledger = new HashMap<>();
    private CountedBy countedBy = CountedBy.DEFAULT;
    private long raw;
    private long clean;

    private Others(NewestTotals newest, Topics topics, Unreadable unreadable) {
      this.newest = newest;
      this.topics = topics;
      this.unreadable = unreadable;
    }

    void read(
        KafkaConnection kafka,
        RegistryConnection registry,
        LongAdder records,
        BooleanSupplier stopped) {
      try (AvroReader avro = new AvroReader(registry.url(), registry.properties())) {
        TopicReader.readPlacesToEnd(
            kafka,
            topics.raw(),
            stopped,
            entry -> {
              records.increment();
              raw++;
            });
        TopicReader.readPlacesToEnd(
            kafka,
            topics.clean(),
            stopped,
            entry -> {
              records.increment();
              clean++;
            });
        read(kafka, topics.rejected(), records, stopped, this::addDeadLetter);
        read(kafka, topics.ledger(), records, stopped, entry -> addLedger(entry, avro));
        read(kafka, topics.late(), records, stopped, entry -> addLate(entry, avro));
        read(kafka, topics.progress(), records, stopped, entry -> addProgress(entry, avro));
      }
    }

    private static void read(
        KafkaConnection kafka,
        String topic,
        LongAdder records,
        BooleanSupplier stopped,
        java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
      TopicReader.readToEnd(
          kafka,
          topic,
          stopped,
          entry -> {
            records.increment();
            sink.accept(entry);
          },
          () -> {});
    }

    private void addDeadLetter(ConsumerRecord<byte[], byte[]> entry) {
      DeadLetter letter = DeadLetter.of(entry.headers());
      if (letter.topic().equals(topics.raw())) {
        add(rejected, letter.reason());
      } else if (letter.topic().equals(topics.clean())) {
        // A batch that was run again sends its dead letters again: where they were counts.
        newest.undecodable(letter.place(), letter.reason());
      } else {
        add(strayed, letter.topic());
      }
    }

    private static void add(SortedMap<String, Long> counts, String name) {
      boolean known = counts.containsKey(name) || counts.size() < MOST_NAMES;
      counts.merge(known ? name : OTHERS, 1L, Long::sum);
    }

    private void addLedger(ConsumerRecord<byte[], byte[]> entry, AvroReader avro) {
      record Count(LedgerKey key, LedgerCount value) {}
      Count count =
          unreadable.unlessUnreadable(
              entry,
              () ->
                  new Count(
                      avro.key(entry.topic(), entry.key(), LedgerKey.class),
                      avro.value(entry.topic(), entry.value(), LedgerCount.class)));
      if (count == null) {
        return;
      }
      if (count.value() == null) {
        ledger.remove(count.key());
      } else {
        ledger.put(count.key(), count.value().getCount());
      }
    }

    private void addLate(ConsumerRecord<byte[], byte[]> entry, AvroReader avro) {
      LateCallKey key =
          unreadable.unlessUnreadable(
              entry, () -> avro.key(entry.topic(), entry.key(), LateCallKey.class));
      if (key != null) {
        newest.late(
            key.getPartition(), key.getOffset(), key.getWindowStart(), entry.value() != null);
      }
    }

    private void addProgress(ConsumerRecord<byte[], byte[]> entry, AvroReader avro) {
      BatchProgress batch =
          unreadable.unlessUnreadable(
              entry, () -> avro.value(entry.topic(), entry.value(), BatchProgress.class));
      if (batch != null) {
        countedBy = CountedBy.of(batch).orElse(countedBy);
      }
    }

    private Ledger ledger() {
      Ledger.Sum sum = new Ledger.Sum();
      ledger.forEach((key, records) -> sum.add(key.getOutcome().name(), key.getReason(), records));
      return sum.ledger();
    }
  }
}
