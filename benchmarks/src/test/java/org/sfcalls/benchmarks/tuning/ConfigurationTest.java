package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.stack.TierSettings;

class ConfigurationTest {

  @Test
  void whatItWritesIsWhatUpTakes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("recommended.properties");
    Configuration configuration =
        Configuration.USUAL
            .with(Factor.PARTITIONS, "8")
            .with(Factor.COMPRESSION, "zstd")
            .with(Factor.STATE_STORE, "rocksdb-changelog");

    Files.writeString(file, configuration.settings().toText());

    assertThat(TierSettings.read(file).byName())
        .containsEntry("partitions", "8")
        .containsEntry("ingest.threads", "2")
        .containsEntry("ingest.batch.size", "131072")
        .containsEntry("ingest.linger.ms", "100")
        .containsEntry("ingest.compression.type", "zstd")
        .containsEntry("analytics.max-offsets-per-trigger", "1000000")
        .containsEntry("analytics.trigger", "0s")
        .containsEntry("spark.default.parallelism", "2")
        .containsEntry("spark.sql.shuffle.partitions", "2")
        .containsEntry(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
        .containsEntry(
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true")
        .hasSize(11);
  }

  @Test
  void everySettingThatCanBeTunedIsInIt() {
    TierSettings usual = Configuration.USUAL.settings();

    for (Factor factor : Factor.values()) {
      String other = factor == Factor.STATE_STORE ? "rocksdb" : "7";
      if (factor == Factor.TRIGGER) {
        other = "7s";
      }
      assertThat(Configuration.USUAL.with(factor, other).settings())
          .as(factor.toString())
          .isNotEqualTo(usual);
    }
  }
}
