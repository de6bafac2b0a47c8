package org.sfcalls.ingest.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.sfcalls.ingest.command.KafkaConnection;
import org.sfcalls.ingest.command.StopSignal;

/** Reads a topic without a consumer group, so that it leaves no trace at the broker. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

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
   * Hands the topic's records to {@code sink} until the configuration's end or the stop signal.
   *
   * @param afterPoll runs after each batch of records, and while none come
   * @return how many records were handed over
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
    }
    return handed;
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return configuration.untilEnd()
        && ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }
}
