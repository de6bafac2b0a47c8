package org.sfcalls.analytics.audit;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.reading.BoundedTopic;
import org.sfcalls.analytics.reading.WriterSchemas;
import org.sfcalls.schemas.BatchProgress;

/** The newest record on the topic of progress: how far a job has counted, and by what. */
final class NewestProgress {

  /** With nothing read for so long, the broker is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The newest record is looked for among so many last offsets. */
  private static final long LAST = 100;

  private NewestProgress() {}

  /**
   * The newest record; empty where there is none.
   *
   * @throws IllegalStateException when the topic can't be read or its newest record not decoded
   */
  static Optional<GenericRecord> of(
      KafkaConnection kafka, RegistryConnection registry, String progressTopic) {
    BoundedTopic topic = BoundedTopic.now(kafka, progressTopic);
    RecordDecoder decoder =
        new RecordDecoder(BatchProgress.getClassSchema(), WriterSchemas.of(registry)::get);
    return newest(topic)
        .map(
            newest ->
                decoder
                    .decode(newest.value())
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "the newest record of "
                                    + progressTopic
                                    + " (partition "
                                    + newest.partition()
                                    + ", offset "
                                    + newest.offset()
                                    + ") is not the progress of a batch; the analytics job writes the next one when it"
                                    + " runs")));
  }

  private static Optional<ConsumerRecord<byte[], byte[]>> newest(BoundedTopic topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            topic.kafka().settings(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> unread = new HashSet<>();
      topic.ends().forEach((partition, end) -> unread.add(partitionOf(topic, partition)));
      consumer.assign(List.copyOf(unread));
      for (TopicPartition partition : unread) {
        consumer.seek(
            partition,
            Math.max(
                topic.begins().get(partition.partition()),
                topic.ends().get(partition.partition()) - LAST));
      }
      ConsumerRecord<byte[], byte[]> newest = null;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        unread.removeIf(
            partition -> consumer.position(partition) >= topic.ends().get(partition.partition()));
        if (unread.isEmpty()) {
          return Optional.ofNullable(newest);
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              topic.topic() + " can't be read to its end within " + PATIENCE.toSeconds() + " s");
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          // One partition is what the topic is created with; of several, the newer record counts.
          if (newest == null || record.timestamp() >= newest.timestamp()) {
            newest = record;
          }
        }
      }
    }
  }

  private static TopicPartition partitionOf(BoundedTopic topic, int partition) {
    return new TopicPartition(topic.topic(), partition);
  }
}
