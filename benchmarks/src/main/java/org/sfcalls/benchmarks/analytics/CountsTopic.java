package org.sfcalls.benchmarks.analytics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;

/** Reads the topic of counts back. */
public final class CountsTopic {
  private static final Duration POLL = Duration.ofSeconds(1);

  private CountsTopic() {}

  /** The latest counts of all keys together. */
  public static long total(String bootstrap, String registryUrl, String topic) {
    Tally tally = new Tally();
    try (AvroReader avro = new AvroReader(registryUrl);
        KafkaConsumer<byte[], byte[]> consumer =
            TopicReader.consumer(KafkaConnection.to(bootstrap), IsolationLevel.READ_COMMITTED)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> count : consumer.poll(POLL)) {
          tally.put(
              hash(count.key()), avro.value(topic, count.value(), CallCount.class).getCount());
        }
      }
    }
    return tally.total();
  }

  /** 64 bits of FNV-1a: two of a few million keys will hardly ever have the same. */
  private static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
