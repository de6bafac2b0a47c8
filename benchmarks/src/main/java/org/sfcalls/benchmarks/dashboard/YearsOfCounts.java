package org.sfcalls.benchmarks.dashboard;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.replay.RawProducer;

/**
 * Writes counts as analytics does, of windows that begin in 2010: 300 types and 22 dispositions,
 * some far more frequent than others, about 13 pairs a window.
 */
final class YearsOfCounts implements AutoCloseable {
  static final Instant START = Instant.parse("2010-01-01T08:00:00Z");
  static final Duration SLIDE = Duration.ofMinutes(5);
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int WINDOWS_A_YEAR = 365 * 288;
  private static final int PAIRS = 14;
  private static final int TYPES = 300;
  private static final int DISPOSITIONS = 22;
  private final Topics topics;
  private final Producer<byte[], byte[]> producer;
  private final RecordEncoder<CallCountKey> keys;
  private final RecordEncoder<CallCount> values;
  private final RecordEncoder<BatchProgress> progress;
  private final Random random = new Random(1);
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  YearsOfCounts(String bootstrap, String registryUrl, Topics topics) {
    this.topics = topics;
    Registry registry = new Registry(registryUrl);
    keys = encoder(registry, CallCountKey.class, Topics.keySubject(topics.counts()));
    values = encoder(registry, CallCount.class, Topics.valueSubject(topics.counts()));
    progress = encoder(registry, BatchProgress.class, Topics.valueSubject(topics.progress()));
    producer = RawProducer.connect(KafkaConnection.to(bootstrap));
  }

  private <T extends SpecificRecord> RecordEncoder<T> encoder(
      Registry registry, Class<T> type, String subject) {
    return new RecordEncoder<>(type, registry.schemaId(subject, topics.subjects().get(subject)));
  }

  /** All of so many years; returns how many counts there are. */
  long write(int years, PrintStream status) {
    long counts = 0;
    int windows = years * WINDOWS_A_YEAR;
    for (int window = 0; window < windows; window++) {
      Instant start = START.plus(SLIDE.multipliedBy(window));
      BitSet seen = new BitSet();
      for (int i = 0; i < PAIRS; i++) {
        int type = (int) Math.abs(random.nextGaussian() * TYPES / 5) % TYPES;
        int disposition = (int) Math.abs(random.nextGaussian() * DISPOSITIONS / 4) % DISPOSITIONS;
        int pair = type * DISPOSITIONS + disposition;
        if (!seen.get(pair)) {
          seen.set(pair);
          send(start, type, disposition, 1 + random.nextInt(4));
          counts++;
        }
      }
      if ((window + 1) % WINDOWS_A_YEAR == 0) {
        status.printf(Locale.US, "counts     %,d sent to %s%n", counts, topics.counts());
      }
    }
    tell(START.plus(SLIDE.multipliedBy(windows)));
    return counts;
  }

  void send(Instant start, int type, int disposition, long calls) {
    Instant end = start.plus(WINDOW);
    String name = "Type " + type;
    // One code in twenty is not listed.
    String code = "D" + disposition;
    String words = disposition == DISPOSITIONS - 1 ? null : "Disposition " + disposition;
    send(
        topics.counts(),
        keys.encode(new CallCountKey(start, end, name, code)),
        values.encode(new CallCount(start, end, name, code, words, calls)));
  }

  private void send(String topic, byte[] key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, key, value),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  private void tell(Instant newest) {
    BatchProgress told =
        BatchProgress.newBuilder()
            .setQuery("bench")
            .setBatch(0)
            .setFinishedAt(Instant.now())
            .setCalls(1)
            .setDurationMs(500)
            .setCallsPerSecond(2)
            .setWatermark(newest.minus(WINDOW))
            .setStateRows(0)
            .setLatePairs(0)
            .setUndecodable(0)
            .setEndOffsets(Map.of())
            .setNewestEventTime(newest)
            .build();
    send(topics.progress(), null, progress.encode(told));
    flush();
  }

  /** Returns when the broker has all that was sent. */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new CommandFailure("can't write counts: " + failure.get(), failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
