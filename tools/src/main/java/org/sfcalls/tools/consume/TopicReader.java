package org.sfcalls.tools.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.tools.command.StopSignal;

/** Reads a topic without a consumer group, so that it leaves no trace at the broker. */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

  /** With nothing read for so long, and more there, the broker is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final ConsumeConfiguration configuration;
  private final StopSignal stop;

  TopicReader(
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      ConsumeConfiguration configuration,
      StopSignal stop) {
    this.consumer = consumer;
    this.configuration = configuration;
    this.stop = stop;
  }

  static KafkaConsumer<byte[], byte[]> connect(
      KafkaConnection kafka, ConsumeConfiguration configuration) {
    return new KafkaConsumer<>(
        kafka.settings(
            Map.of(
                "client.id",
                "sfcalls-consume",
                "isolation.level",
                configuration.isolation().toString(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /**
   * Hands all committed records of a topic to {@code sink}, up to its end as of now.
   *
   * @param afterPoll runs after each batch of records
   * @throws CommandFailure when the topic can't be read; what {@code sink} throws comes as it is
   */
  public static void readToEnd(
      KafkaConnection kafka,
      String topic,
      StopSignal stop,
      Consumer<ConsumerRecord<byte[], byte[]>> sink,
      Runnable afterPoll) {
    ConsumeConfiguration all =
        new ConsumeConfiguration(topic, true, 0, true, IsolationLevel.READ_COMMITTED);
    try (KafkaConsumer<byte[], byte[]> consumer = connect(kafka, all)) {
      new TopicReader(consumer, all, stop).read(sink, afterPoll);
    } catch (KafkaException e) {
      throw new CommandFailure("topic " + topic + " can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * Hands the topic's records to {@code sink} until the configuration's end or the stop signal.
   *
   * @param afterPoll runs after each batch of records, and while none come
   * @return how many records were handed over
   * @throws CommandFailure when the end is waited for and the broker hands out nothing more
   */
  long read(Consumer<ConsumerRecord<byte[], byte[]>> sink, Runnable afterPoll) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(configuration.topic()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    if (configuration.fromBeginning()) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    Map<TopicPartition, Long> ends =
        configuration.untilEnd() ? consumer.endOffsets(partitions) : Map.of();
    long handed = 0;
    long standing = -1;
    long deadline = 0;
    while (!stop.stopped() && !reached(ends)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
          continue;
        }
        sink.accept(record);
        handed++;
        if (handed == configuration.max()) {
          afterPoll.run();
          return handed;
        }
      }
      afterPoll.run();
      // Aborted records and the ends of transactions move the position without being handed out.
      long position = ends.keySet().stream().mapToLong(consumer::position).sum();
      if (position != standing) {
        standing = position;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (configuration.untilEnd() && System.nanoTime() > deadline) {
        throw new CommandFailure(
            "read nothing of topic "
                + configuration.topic()
                + " for "
                + PATIENCE.toSeconds()
                + " s, and more is there: is the broker still running?");
      }
    }
    return handed;
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return configuration.untilEnd()
        && ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
