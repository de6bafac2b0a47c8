package org.sfcalls.benchmarks.tuning;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A setting whose effect is measured. */
enum Factor {
  PARTITIONS(
      "topic-partitions",
      "topic partitions",
      "4",
      EnumSet.allOf(Tier.class),
      "Partitions of the topics that carry calls or counts."),
  PARALLELISM(
      "default-parallelism",
      "spark.default.parallelism",
      "2",
      EnumSet.of(Tier.ANALYTICS),
      "Tasks of what has neither a source's partitions nor a shuffle's."),
  SHUFFLE_PARTITIONS(
      "shuffle-partitions",
      "spark.sql.shuffle.partitions",
      "2",
      EnumSet.of(Tier.ANALYTICS),
      "Tasks behind the shuffle, and parts of the state."),
  MAX_OFFSETS(
      "max-offsets-per-trigger",
      "maxOffsetsPerTrigger",
      "1000000",
      EnumSet.of(Tier.ANALYTICS),
      "Most records of a micro-batch."),
  TRIGGER(
      "trigger",
      "trigger interval",
      "0s",
      EnumSet.of(Tier.ANALYTICS),
      "Time from one batch's start to the next's; 0s for at once."),
  STATE_STORE(
      "state-store",
      "state store",
      "memory",
      EnumSet.of(Tier.ANALYTICS),
      "Where open windows are: memory, rocksdb, or rocksdb-changelog, which commits changes alone."),
  THREADS(
      "ingest-threads",
      "ingest threads",
      "2",
      EnumSet.of(Tier.INGEST),
      "Stream threads of ingest."),
  BATCH_SIZE(
      "batch-size",
      "batch.size",
      "131072",
      EnumSet.of(Tier.INGEST),
      "Bytes of a producer's batch for one partition."),
  LINGER(
      "linger",
      "linger.ms",
      "100",
      EnumSet.of(Tier.INGEST),
      "Milliseconds that a producer waits for more records; a commit ends the wait."),
  COMPRESSION(
      "compression",
      "compression.type",
      "lz4",
      EnumSet.of(Tier.INGEST),
      "How the producer compresses a batch.");

  private final String label;
  private final String title;
  private final String usual;
  private final Set<Tier> tiers;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // copied, and never changed
  Factor(String label, String title, String usual, Set<Tier> tiers, String meaning) {
    this.label = label;
    this.title = title;
    this.usual = usual;
    this.tiers = Set.copyOf(tiers);
    this.meaning = meaning;
  }

  /** The name that people know it by. */
  String title() {
    return title;
  }

  /** Its value where nothing is said: what the pipeline runs with. */
  String usual() {
    return usual;
  }

  /** One sentence on what it sets. */
  String meaning() {
    return meaning;
  }

  /** Whether it changes anything of that tier. */
  boolean concerns(Tier tier) {
    return tiers.contains(tier);
  }

  /** The factors of a tier. */
  static List<Factor> of(Tier tier) {
    return Arrays.stream(values()).filter(factor -> factor.concerns(tier)).toList();
  }

  /** The name in options and results. */
  @Override
  public String toString() {
    return label;
  }

  /**
   * The factor of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Factor of(String label) {
    return Arrays.stream(values())
        .filter(factor -> factor.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no setting '"
                        + label
                        + "', but "
                        + Arrays.stream(values())
                            .map(Factor::toString)
                            .collect(Collectors.joining(", "))));
  }
}
