package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.ingest.topology.StreamsSettings;

/** The Kafka Streams settings that every application runs with: those of {@code ingest}. */
final class ApplicationSettings {

  /**
   * Milliseconds between commits without exactly-once, the same as Kafka Streams' own for
   * exactly-once: its default of 30 seconds would be most of a run, which ends with the last
   * commit.
   */
  private static final int COMMIT_INTERVAL_MS = 100;

  private ApplicationSettings() {}

  /** Everything that Kafka Streams is started with. */
  static Properties of(
      String applicationId, Path stateDir, int threads, Mode mode, KafkaConnection kafka) {
    Properties settings =
        new StreamsSettings(applicationId, stateDir, threads, mode.guarantee(), kafka).properties();
    settings.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    return settings;
  }
}
