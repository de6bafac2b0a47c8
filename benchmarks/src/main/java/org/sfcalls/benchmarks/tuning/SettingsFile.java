package org.sfcalls.benchmarks.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.sfcalls.sandbox.stack.TierSettings;

/** A configuration as the file that {@code ./sfcalls up --settings} takes. */
final class SettingsFile {
  private static final String STATE_STORE = "spark.sql.streaming.stateStore.";
  private static final String PROVIDERS = "org.apache.spark.sql.execution.streaming.state.";

  private SettingsFile() {}

  /** Writes it, with what it comes from in its head. */
  static void write(Path path, Configuration configuration, TuneContext context)
      throws IOException {
    Files.writeString(
        path,
        "# What %s recommended on %s.\n# %s\n%s"
            .formatted(
                context.command(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                context.machine().line(),
                settings(configuration).toText()));
  }

  /** The same settings by the names that the file has for them. */
  static TierSettings settings(Configuration configuration) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(TierSettings.PARTITIONS, configuration.level(Factor.PARTITIONS));
    settings.put(TierSettings.INGEST_THREADS, configuration.level(Factor.THREADS));
    settings.put(
        TierSettings.INGEST + ProducerConfig.BATCH_SIZE_CONFIG,
        configuration.level(Factor.BATCH_SIZE));
    settings.put(
        TierSettings.INGEST + ProducerConfig.LINGER_MS_CONFIG, configuration.level(Factor.LINGER));
    settings.put(
        TierSettings.INGEST + ProducerConfig.COMPRESSION_TYPE_CONFIG,
        configuration.level(Factor.COMPRESSION));
    settings.put(TierSettings.MAX_OFFSETS_PER_TRIGGER, configuration.level(Factor.MAX_OFFSETS));
    settings.put(TierSettings.TRIGGER, configuration.level(Factor.TRIGGER));
    settings.put("spark.default.parallelism", configuration.level(Factor.PARALLELISM));
    settings.put("spark.sql.shuffle.partitions", configuration.level(Factor.SHUFFLE_PARTITIONS));
    String store = configuration.level(Factor.STATE_STORE);
    settings.put(
        STATE_STORE + "providerClass",
        PROVIDERS
            + (store.equals("memory")
                ? "HDFSBackedStateStoreProvider"
                : "RocksDBStateStoreProvider"));
    settings.put(
        STATE_STORE + "rocksdb.changelogCheckpointing.enabled",
        Boolean.toString(store.endsWith("changelog")));
    return new TierSettings(settings);
  }
}
