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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.PayloadText;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.account.BusyWindow;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;
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
   * @param busiest how many of the busiest windows to find
   * @param workFolder where a temporary folder is made for what memory does not hold
   * @param records grows with every record that is read, for whoever shows progress
   * @param stopped asked between records: whether to end early, with figures that mean nothing
   * @throws CommandFailure when broker or registry do not answer, or a record can't be decoded
   */
  static TopicFigures read(
      KafkaConnection kafka,
      RegistryConnection registry,
      Topics topics,
      int busiest,
      Path workFolder,
      LongAdder records,
      BooleanSupplier stopped) {
    try (NewestTotals newest = NewestTotals.in(workFolder)) {
      AtomicBoolean failed = new AtomicBoolean();
      BooleanSupplier stop = () -> failed.get() || stopped.getAsBoolean();
      Counts counts = new Counts(newest, topics);
      Others others = new Others(newest, topics);
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
              others.clean,
              others.rejected,
              found.undecodable(),
              others.strayed,
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

  /** Decodes what stands at a place, and names the place where it can't. */
  private static <T> T decoded(
      ConsumerRecord<byte[], byte[]> entry, java.util.function.Supplier<T> decoding) {
    try {
      return decoding.get();
    } catch (SerializationException | ClassCastException e) {
      throw new CommandFailure(
          "the record at partition "
              + entry.partition()
              + ", offset "
              + entry.offset()
              + " of "
              + entry.topic()
              + " can't be decoded ("
              + PayloadText.of(String.valueOf(e.getMessage()))
              + "): is --registry right, and does nothing else write to that topic?",
          e);
    }
  }

  /** The counts. */
  private record Counts(NewestTotals newest, Topics topics) {
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
      CallCountKey key =
          decoded(entry, () -> avro.key(entry.topic(), entry.key(), CallCountKey.class));
      CallCount value =
          decoded(entry, () -> avro.value(entry.topic(), entry.value(), CallCount.class));
      newest.total(
          key.getWindowStart(),
          key.getWindowEnd(),
          CallGroup.of(key),
          value == null ? null : value.getDispositionDescription(),
          value == null ? null : (Long) value.getCount());
    }
  }

  /** All other topics. */
  private static final class Others {
    private final NewestTotals newest;
    private final Topics topics;
    private final SortedMap<String, Long> rejected = new TreeMap<>();
    private final SortedMap<String, Long> strayed = new TreeMap<>();
    private final Map<LedgerKey, Long> ledger = new HashMap<>();
    private CountedBy countedBy = CountedBy.DEFAULT;
    private long raw;
    private long clean;

    private Others(NewestTotals newest, Topics topics) {
      this.newest = newest;
      this.topics = topics;
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
      LedgerKey key = decoded(entry, () -> avro.key(entry.topic(), entry.key(), LedgerKey.class));
      LedgerCount value =
          decoded(entry, () -> avro.value(entry.topic(), entry.value(), LedgerCount.class));
      if (value == null) {
        ledger.remove(key);
      } else {
        ledger.put(key, value.getCount());
      }
    }

    private void addLate(ConsumerRecord<byte[], byte[]> entry, AvroReader avro) {
      LateCallKey key =
          decoded(entry, () -> avro.key(entry.topic(), entry.key(), LateCallKey.class));
      newest.late(key.getPartition(), key.getOffset(), key.getWindowStart(), entry.value() != null);
    }

    private void addProgress(ConsumerRecord<byte[], byte[]> entry, AvroReader avro) {
      BatchProgress batch =
          decoded(entry, () -> avro.value(entry.topic(), entry.value(), BatchProgress.class));
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
