package org.sfcalls.benchmarks.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider;

/**
 * What the query runs with in one trial.
 *
 * @param folder one that does not exist yet, for the checkpoint and the progress
 * @param prefix of the topics
 * @param partitions of the topics that carry calls
 * @param parallelism of the context, a number
 * @param shufflePartitions tasks of a shuffle, and parts of the state
 * @param maxOffsetsPerTrigger most records of a batch, all partitions together
 * @param triggerMs milliseconds from one batch's start to the next's; 0 for at once
 */
record TrialSetting(
    Path folder,
    String prefix,
    int partitions,
    String parallelism,
    int shufflePartitions,
    long maxOffsetsPerTrigger,
    long triggerMs,
    StateStoreKind stateStore) {

  /** Where the state is. */
  enum StateStoreKind {
    MEMORY(HDFSBackedStateStoreProvider.class, false),
    ROCKSDB(RocksDBStateStoreProvider.class, false),
    ROCKSDB_CHANGELOG(RocksDBStateStoreProvider.class, true);

    private final String provider;
    private final boolean changelog;

    StateStoreKind(Class<?> provider, boolean changelog) {
      this.provider = provider.getName();
      this.changelog = changelog;
    }

    /** Spark's settings for it. */
    Map<String, String> settings() {
      return Map.of(
          "spark.sql.streaming.stateStore.providerClass",
          provider,
          "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
          Boolean.toString(changelog));
    }
  }

  /** From words in the order of the components. */
  static TrialSetting of(String[] words) {
    return new TrialSetting(
        Path.of(words[0]),
        words[1],
        Integer.parseInt(words[2]),
        words[3],
        Integer.parseInt(words[4]),
        Long.parseLong(words[5]),
        Long.parseLong(words[6]),
        StateStoreKind.valueOf(words[7]));
  }
}
