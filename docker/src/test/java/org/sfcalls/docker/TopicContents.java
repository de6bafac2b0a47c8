package org.sfcalls.docker;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What committed records say to a consumer on this machine with Confluent's own deserialiser. */
final class TopicContents {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private TopicContents() {}

  /** The ids of all calls on {@code calls.clean}, with how often each came. */
  static Map<String, Integer> cleanIds(String bootstrap, String registry) {
    Map<String, Integer> ids = new HashMap<>();
    try (KafkaConsumer<String, GenericRecord> consumer =
        new KafkaConsumer<>(settings(bootstrap, registry, StringDeserializer.class))) {
      readAll(
          consumer,
          "calls.clean",
          record -> ids.merge(record.value().get("crime_id").toString(), 1, Integer::sum));
    }
    return ids;
  }

  /** The newest total of each key of {@code calls.counts}, the key as Avro writes it in JSON. */
  static Map<String, Long> counts(String bootstrap, String registry) {
    Map<String, Long> counts = new HashMap<>();
    try (KafkaConsumer<GenericRecord, GenericRecord> consumer =
        new KafkaConsumer<>(settings(bootstrap, registry, KafkaAvroDeserializer.class))) {
      readAll(
          consumer,
          "calls.counts",
          record -> {
            String key = record.key().toString();
            if (record.value() == null) {
              counts.remove(key);
            } else {
              counts.put(key, ((Number) record.value().get("count")).longValue());
            }
          });
    }
    return counts;
  }

  private static Map<String, Object> settings(String bootstrap, String registry, Class<?> keys) {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, keys,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, KafkaAvroDeserializer.class,
        KafkaAvroDeserializerConfig.SCHEMA_REGISTRY_URL_CONFIG, registry,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  private static <K, V> void readAll(
      KafkaConsumer<K, V> consumer, String topic, Consumer<ConsumerRecord<K, V>> each) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long start = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("the end of " + topic + " was not reached");
      }
      consumer.poll(Duration.ofMillis(200)).forEach(each);
    }
  }
}
