package org.sfcalls.benchmarks.topics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All partitions of a topic from their beginning, committed records alone. */
public final class WholeTopic {
  private static final Duration POLL = Duration.ofSeconds(1);

  private WholeTopic() {}

  /** A consumer that has read nothing yet. */
  public static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String topic) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            20_000);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** The records that the topic has now. */
  public static void read(
      String bootstrap, String topic, Consumer<ConsumerRecord<byte[], byte[]>> record) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(record);
      }
    }
  }

  /** The offset behind the last record of each partition that has any. */
  public static Map<TopicPartition, Long> ends(String bootstrap, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      ends.values().removeIf(end -> end == 0);
      return ends;
    }
  }
}
