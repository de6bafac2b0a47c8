package org.sfcalls.e2e.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.sfcalls.e2e.fixtures.Servers.TOPICS;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

/** Writes what ingest and analytics write, as a test wants it. */
final class FollowedTopics implements AutoCloseable {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaProducer<byte[], byte[]> transactional;
  private final Registry registry;
  private final Map<String, Integer> ids = new HashMap<>();
  private long batch;

  FollowedTopics(String bootstrap, String registryUrl) {
    this.registry = new Registry(registryUrl);
    registry.register(TOPICS.subjects());
    this.producer = producer(bootstrap, Map.of());
    this.transactional = producer(bootstrap, Map.of("transactional.id", "ingest-of-a-test"));
    transactional.initTransactions();
  }

  private static KafkaProducer<byte[], byte[]> producer(
      String bootstrap, Map<String, Object> further) {
    Map<String, Object> settings = new HashMap<>(further);
    settings.put("bootstrap.servers", bootstrap);
    settings.put("acks", "all");
    settings.put("delivery.timeout.ms", 120_000);
    settings.put("reconnect.backoff.max.ms", 200);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Raw records, which nobody here decodes. */
  FollowedTopics raw(int records) {
    for (int i = 0; i < records; i++) {
      send(new ProducerRecord<>(TOPICS.raw(), "raw".getBytes(UTF_8)));
    }
    return this;
  }

  /** Raw records on this partition. */
  FollowedTopics rawOn(int partition, int records) {
    for (int i = 0; i < records; i++) {
      send(new ProducerRecord<>(TOPICS.raw(), partition, null, "raw".getBytes(UTF_8)));
    }
    return this;
  }

  /** Clean records, in a transaction of their own; and as many of one that is aborted. */
  FollowedTopics clean(int records) {
    cleanInTransaction(records);
    transactional.abortTransaction();
    cleanInTransaction(records);
    transactional.commitTransaction();
    return this;
  }

  private void cleanInTransaction(int records) {
    transactional.beginTransaction();
    for (int i = 0; i < records; i++) {
      var unused =
          transactional.send(new ProducerRecord<>(TOPICS.clean(), "clean".getBytes(UTF_8)));
    }
    transactional.flush();
  }

  /** The total of a window, type and disposition. */
  FollowedTopics count(
      String start, String type, String disposition, String description, long calls) {
    return count(Instant.parse(start), type, disposition, description, calls);
  }

  /** The same. */
  FollowedTopics count(
      Instant start, String type, String disposition, String description, long calls) {
    send(
        TOPICS.counts(),
        new CallCountKey(start, start.plus(WINDOW), type, disposition),
        new CallCount(start, start.plus(WINDOW), type, disposition, description, calls));
    return this;
  }

  /** A call in both of its windows, each of which has so many calls of its kind. */
  FollowedTopics counts(
      Instant firstWindow, String type, String disposition, String description, long calls) {
    return count(firstWindow, type, disposition, description, calls)
        .count(firstWindow.plus(WINDOW.dividedBy(2)), type, disposition, description, calls);
  }

  /** A (call, window) pair that came late. */
  FollowedTopics late(int partition, long offset, String start, String type, String disposition) {
    Instant window = Instant.parse(start);
    send(
        TOPICS.late(),
        new LateCallKey(partition, offset, window),
        new LateCall(
            partition,
            offset,
            window,
            window.plus(WINDOW),
            type,
            disposition,
            window.plus(WINDOW).plusSeconds(60)));
    return this;
  }

  /** The total of an outcome, on one partition. */
  FollowedTopics ledger(Outcome outcome, String reason, long calls) {
    send(TOPICS.ledger(), new LedgerKey(0, outcome, reason), new LedgerCount(calls));
    return this;
  }

  /** A dead letter of a raw record. */
  FollowedTopics rejected(String reason, String message, String value) {
    List<Header> headers =
        List.of(
            header(DeadLetter.TOPIC, TOPICS.raw()),
            header(DeadLetter.PARTITION, "0"),
            header(DeadLetter.OFFSET, "7"),
            header(DeadLetter.REASON, reason),
            header(DeadLetter.MESSAGE, message));
    send(
        new ProducerRecord<byte[], byte[]>(
            TOPICS.rejected(), (Integer) null, (byte[]) null, value.getBytes(UTF_8), headers));
    return this;
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }

  /** A batch; windows that end by the watermark are final. */
  FollowedTopics progress(String watermark, String newestEventTime) {
    return progress(watermark, newestEventTime, WindowSpec.DEFAULT);
  }

  /** A batch that counted over these windows. */
  FollowedTopics progress(String watermark, String newestEventTime, WindowSpec windows) {
    Instant now = Instant.now();
    send(
        TOPICS.progress(),
        null,
        new CountedBy(windows, CountedBy.DEFAULT.grouping())
            .addTo(BatchProgress.newBuilder())
            .setQuery("query")
            .setBatch(batch++)
            .setFinishedAt(now)
            .setCalls(10)
            .setDurationMs(400)
            .setCallsPerSecond(25)
            .setWatermark(Instant.parse(watermark))
            .setStateRows(3)
            .setLatePairs(0)
            .setUndecodable(0)
            .setEndOffsets(Map.of())
            .setNewestEventTime(Instant.parse(newestEventTime))
            .build());
    return this;
  }

  /** A record that no reader can decode. */
  FollowedTopics broken(String topic) {
    send(new ProducerRecord<>(topic, "no".getBytes(UTF_8), "Avro".getBytes(UTF_8)));
    return this;
  }

  private void send(String topic, SpecificRecord key, SpecificRecord value) {
    send(
        new ProducerRecord<>(
            topic,
            key == null ? null : encode(Topics.keySubject(topic), key),
            encode(Topics.valueSubject(topic), value)));
  }

  @SuppressWarnings("unchecked")
  private byte[] encode(String subject, SpecificRecord record) {
    int id = ids.computeIfAbsent(subject, any -> registry.schemaId(subject, record.getSchema()));
    return new RecordEncoder<>((Class<SpecificRecord>) record.getClass(), id).encode(record);
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // What can't be sent must end the test, and not be missed by it later.
    producer.send(
        record,
        (where, failure) -> {
          if (failure != null) {
            throw new AssertionError("not sent", failure);
          }
        });
  }

  /** Returns when all is on the broker. */
  FollowedTopics flush() {
    producer.flush();
    return this;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    transactional.close(Duration.ofSeconds(5));
  }
}
