package org.sfcalls.benchmarks.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sfcalls.sandbox.stack.TierSettings;

/** A configuration as the file that {@code ./sfcalls up --settings} takes. */
final class SettingsFile {
  private static final String PROVIDERS = "org.apache.spark.sql.execution.streaming.state.";

  private SettingsFile() {}

  /**
   * Writes the file.
   *
   * @param facts of the run that recommends it
   */
  static void write(Path path, Configuration configuration, Map<String, String> facts)
      throws IOException {
    Files.writeString(
        path,
        "# What %s recommended on %s.\n# %s\n%s"
            .formatted(
                facts.get(ResultFile.COMMAND),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                facts.get("machine"),
                settings(configuration).toText()));
  }

  static TierSettings settings(Configuration configuration) {
    Map<String, String> settings = new LinkedHashMap<>();
    configuration.levels().forEach((factor, level) -> settings.put(factor.property(), level));
    String store = configuration.level(Factor.STATE_STORE);
    settings.put(
        Factor.STATE_STORE.property(),
        PROVIDERS
            + (store.equals("memory")
                ? "HDFSBackedStateStoreProvider"
                : "RocksDBStateStoreProvider"));
    settings.put(
        "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
        Boolean.toString(store.endsWith("changelog")));
    return new TierSettings(settings);
  }
}
