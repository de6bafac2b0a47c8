package org.sfcalls.access;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads a topic without a consumer group, so that it leaves no trace at the broker. */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

  /** With nothing read for so long, and more there, the broker is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final BooleanSupplier stopped;
  private final AwakeTime time = AwakeTime.ofProgram();

  /**
   * What to read.
   *
   * @param topic topic to read
   * @param fromBeginning whether to start at the oldest record; else at those to come
   * @param max records after which to end; 0 for no limit
   * @param untilEnd whether to end at the record that is the last when the reading begins
   */
  public record Range(String topic, boolean fromBeginning, long max, boolean untilEnd) {

    /** All of a topic, up to its end as of now. */
    public static Range all(String topic) {
      return new Range(topic, true, 0, true);
    }
  }

  /**
   * @param stopped asked between records: whether to end early
   */
  public TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      BooleanSupplier stopped) {
    this.consumer = consumer;
    this.stopped = stopped;
  }

  /** A consumer without a group. */
  public static KafkaConsumer<byte[], byte[]> consumer(
      KafkaConnection kafka, IsolationLevel isolation) {
    return consumer(kafka, isolation, new ByteArrayDeserializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      KafkaConnection kafka, IsolationLevel isolation, Deserializer<byte[]> bytes) {
    return new KafkaConsumer<>(
        kafka.settings(
            Map.of(
                "client.id",
                "sfcalls-reader",
                "isolation.level",
                isolation.toString(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "max.poll.records",
                10_000,
                // Heaps are small, and a poll may hold one fetch in each partition.
                "fetch.max.bytes",
                8 * 1024 * 1024)),
        bytes,
        bytes);
  }

  /**
   * Hands all committed records of a topic to {@code sink}, up to its end as of now.
   *
   * @param stopped asked between records: whether to end early
   * @param afterPoll runs after each batch of records
   * @throws CommandFailure when the topic can't be read; what {@code sink} throws comes unchanged
   */
  public static void readToEnd(
      KafkaConnection kafka,
      String topic,
      BooleanSupplier stopped,
      Consumer<ConsumerRecord<byte[], byte[]>> sink,
      Runnable afterPoll) {
    readToEnd(kafka, topic, new ByteArrayDeserializer(), stopped, sink, afterPoll);
  }

  /**
   * The same for records whose place alone matters: their keys and values are not copied, and null.
   *
   * @throws CommandFailure when the topic can't be read; what {@code sink} throws comes unchanged
   */
  public static void readPlacesToEnd(
      KafkaConnection kafka,
      String topic,
      BooleanSupplier stopped,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    readToEnd(kafka, topic, new NoBytes(), stopped, sink, () -> {});
  }

  /**
   * The offsets of the oldest records of a topic's partitions, added up: as many offsets are no
   * longer there.
   *
   * @throws CommandFailure when the broker does not answer
   */
  public static long firstOffsets(KafkaConnection kafka, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        consumer(kafka, IsolationLevel.READ_COMMITTED, new NoBytes())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      // The client warns of offsets of partitions that it does not have.
      consumer.assign(partitions);
      return consumer.beginningOffsets(partitions).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    } catch (KafkaException e) {
      throw new CommandFailure("topic " + topic + " can't be read: " + e.getMessage(), e);
    }
  }

  private static void readToEnd(
      KafkaConnection kafka,
      String topic,
      Deserializer<byte[]> bytes,
      BooleanSupplier stopped,
      Consumer<ConsumerRecord<byte[], byte[]>> sink,
      Runnable afterPoll) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        consumer(kafka, IsolationLevel.READ_COMMITTED, bytes)) {
      new TopicReader(consumer, stopped).read(Range.all(topic), sink, afterPoll);
    } catch (KafkaException e) {
      throw new CommandFailure("topic " + topic + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Spares the copy of bytes that nobody looks at. */
  private static final class NoBytes implements Deserializer<byte[]> {
    @Override
    public byte[] deserialize(String topic, byte[] data) {
      return null;
    }

    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
      return null;
    }
  }

  /**
   * Hands the topic's records to {@code sink} until the range's end or the stop signal.
   *
   * @param afterPoll runs after each batch of records, and while none come
   * @return how many records were handed over
   * @throws CommandFailure when the end is waited for and the broker hands out nothing more
   */
  public long read(Range range, Consumer<ConsumerRecord<byte[], byte[]>> sink, Runnable afterPoll) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(range.topic()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    if (range.fromBeginning()) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    Map<TopicPartition, Long> ends = range.untilEnd() ? consumer.endOffsets(partitions) : Map.of();
    long handed = 0;
    long standing = -1;
    long deadline = 0;
    while (!stopped.getAsBoolean() && !reached(range, ends)) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (TopicPartition partition : records.partitions()) {
        long end = ends.getOrDefault(partition, Long.MAX_VALUE);
        for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
          if (record.offset() >= end) {
            break;
          }
          sink.accept(record);
          handed++;
          if (handed == range.max()) {
            afterPoll.run();
            return handed;
          }
        }
      }
      afterPoll.run();
      // Aborted records and the ends of transactions move the position without being handed out.
      long position = ends.keySet().stream().mapToLong(consumer::position).sum();
      if (position != standing) {
        standing = position;
        deadline = time.getAsLong() + PATIENCE.toNanos();
      } else if (range.untilEnd() && time.getAsLong() > deadline) {
        throw new CommandFailure(
            "read nothing of topic "
                + range.topic()
                + " for "
                + PATIENCE.toSeconds()
                + " s, and more is there: is the broker still running?");
      }
    }
    return handed;
  }

  private boolean reached(Range range, Map<TopicPartition, Long> ends) {
    return range.untilEnd()
        && ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
