package org.sfcalls.benchmarks.ingest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.sfcalls.schemas.Topics;

/** The Kafka Streams settings that every application runs with: those of {@code ingest}. */
final class ApplicationSettings {

  /**
   * Milliseconds between commits without exactly-once, the same as Kafka Streams' own for
   * exactly-once: its default of 30 seconds would be most of a run, which ends with the last
   * commit.
   */
  private static final int COMMIT_INTERVAL_MS = 100;

  private ApplicationSettings() {}

  /** The settings but for addresses, names and folders. */
  static Map<String, Object> of(Mode mode, int threads) {
    Map<String, Object> settings = new LinkedHashMap<>(ofIngest());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, mode.guarantee());
    settings.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    return settings;
  }

  /** A copy of what {@code IngestCommand} sets. */
  private static Map<String, Object> ofIngest() {
    int largestRecord = 10 * Topics.MAX_RECORD_BYTES;
    return Map.of(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        5_000,
        StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
        "lz4",
        StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG),
        128 * 1024,
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        largestRecord,
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
        largestRecord);
  }
}
