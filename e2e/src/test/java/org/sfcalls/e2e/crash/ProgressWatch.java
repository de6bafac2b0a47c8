package org.sfcalls.e2e.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.Topics;

/**
 * How far the analytics job has read, followed by one consumer: a new one for each look takes a
 * core from the programs that are watched.
 */
final class ProgressWatch implements AutoCloseable {
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroReader avro;
  private long read;

  ProgressWatch(String bootstrap, String registryUrl, Topics topics) {
    this.topic = topics.progress();
    this.avro = new AvroReader(registryUrl);
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "reconnect.backoff.max.ms", 200),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> only = List.of(new TopicPartition(topic, 0));
    consumer.assign(only);
    consumer.seekToBeginning(only);
  }

  /** How many records of the clean topic are behind the newest batch that was reported. */
  long read() {
    for (ConsumerRecord<byte[], byte[]> batch : consumer.poll(MOMENT)) {
      read =
          avro.value(topic, batch.value(), BatchProgress.class).getEndOffsets().values().stream()
              .mapToLong(Long::longValue)
              .sum();
    }
    return read;
  }

  @Override
  public void close() {
    consumer.close();
    avro.close();
  }
}
