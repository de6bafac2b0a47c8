package org.sfcalls.benchmarks.tuning;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.sfcalls.sandbox.stack.TierSettings;

/** A setting whose effect is measured. */
enum Factor {
  PARTITIONS("topic-partitions", TierSettings.PARTITIONS, "4", null),

  PARALLELISM("default-parallelism", "spark.default.parallelism", "2", Tier.ANALYTICS),

  SHUFFLE_PARTITIONS("shuffle-partitions", "spark.sql.shuffle.partitions", "2", Tier.ANALYTICS),

  MAX_OFFSETS(
      "max-offsets-per-trigger", TierSettings.MAX_OFFSETS_PER_TRIGGER, "1000000", Tier.ANALYTICS),

  /** Time from one batch's start to the next's; 0s for at once. */
  TRIGGER("trigger", TierSettings.TRIGGER, "0s", Tier.ANALYTICS),

  /** Where open windows are: memory, rocksdb, or rocksdb-changelog, which commits changes alone. */
  STATE_STORE(
      "state-store", "spark.sql.streaming.stateStore.providerClass", "memory", Tier.ANALYTICS),

  THREADS("ingest-threads", TierSettings.INGEST_THREADS, "2", Tier.INGEST),

  /** Bytes of a producer's batch for one partition. */
  BATCH_SIZE(
      "batch-size", TierSettings.INGEST + ProducerConfig.BATCH_SIZE_CONFIG, "131072", Tier.INGEST),

  /** Milliseconds that a producer waits for more records; a commit ends the wait. */
  LINGER("linger", TierSettings.INGEST + ProducerConfig.LINGER_MS_CONFIG, "100", Tier.INGEST),

  COMPRESSION(
      "compression",
      TierSettings.INGEST + ProducerConfig.COMPRESSION_TYPE_CONFIG,
      "lz4",
      Tier.INGEST);

  private final String label;
  private final String property;
  private final String usual;
  private final Tier tier;

  Factor(String label, String property, String usual, Tier tier) {
    this.label = label;
    this.property = property;
    this.usual = usual;
    this.tier = tier;
  }

  String property() {
    return property;
  }

  String usual() {
    return usual;
  }

  boolean concerns(Tier other) {
    return tier == null || tier == other;
  }

  static List<Factor> of(Tier tier) {
    return Arrays.stream(values()).filter(factor -> factor.concerns(tier)).toList();
  }

  @Override
  public String toString() {
    return label;
  }
}
