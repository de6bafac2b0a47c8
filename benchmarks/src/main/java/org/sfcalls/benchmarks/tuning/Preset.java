package org.sfcalls.benchmarks.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sets of trials by name. */
enum Preset {
  STANDARD(
      3,
      6,
      3,
      new Workload(
          400_000, Duration.ofSeconds(8), 1_000, Duration.ofSeconds(1), Duration.ofSeconds(3)),
      List.of(
          new Levels(Tier.ANALYTICS, Factor.PARTITIONS, "1", "10"),
          new Levels(Tier.ANALYTICS, Factor.PARALLELISM, "1", "10"),
          new Levels(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "1", "5", "10", "200"),
          new Levels(Tier.ANALYTICS, Factor.MAX_OFFSETS, "10000", "100000"),
          new Levels(Tier.ANALYTICS, Factor.TRIGGER, "1s", "5s"),
          new Levels(Tier.ANALYTICS, Factor.STATE_STORE, "rocksdb", "rocksdb-changelog"),
          new Levels(Tier.INGEST, Factor.PARTITIONS, "1", "10"),
          new Levels(Tier.INGEST, Factor.THREADS, "1", "4"),
          new Levels(Tier.INGEST, Factor.BATCH_SIZE, "16384", "524288"),
          new Levels(Tier.INGEST, Factor.LINGER, "0"),
          new Levels(Tier.INGEST, Factor.COMPRESSION, "none", "zstd"))),

  QUICK(
      2,
      1,
      0,
      new Workload(
          200_000, Duration.ofSeconds(5), 1_000, Duration.ofSeconds(1), Duration.ofSeconds(2)),
      List.of(
          new Levels(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "1", "10"),
          new Levels(Tier.ANALYTICS, Factor.MAX_OFFSETS, "10000"),
          new Levels(Tier.INGEST, Factor.THREADS, "1"),
          new Levels(Tier.INGEST, Factor.COMPRESSION, "none"))),

  FULL(
      5,
      3,
      5,
      new Workload(
          1_000_000, Duration.ofSeconds(15), 1_000, Duration.ofSeconds(2), Duration.ofSeconds(8)),
      List.of(
          new Levels(Tier.ANALYTICS, Factor.PARTITIONS, "1", "2", "8", "10", "16"),
          new Levels(Tier.ANALYTICS, Factor.PARALLELISM, "1", "4", "10"),
          new Levels(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "1", "4", "5", "10", "50", "200"),
          new Levels(
              Tier.ANALYTICS, Factor.MAX_OFFSETS, "200", "1000", "10000", "100000", "250000"),
          new Levels(Tier.ANALYTICS, Factor.TRIGGER, "500ms", "1s", "2s", "5s"),
          new Levels(Tier.ANALYTICS, Factor.STATE_STORE, "rocksdb", "rocksdb-changelog"),
          new Levels(Tier.INGEST, Factor.PARTITIONS, "1", "2", "8", "10", "16"),
          new Levels(Tier.INGEST, Factor.THREADS, "1", "3", "4"),
          new Levels(Tier.INGEST, Factor.BATCH_SIZE, "16384", "65536", "262144", "524288"),
          new Levels(Tier.INGEST, Factor.LINGER, "0", "5", "20"),
          new Levels(Tier.INGEST, Factor.COMPRESSION, "none", "snappy", "zstd", "gzip"))),

  ORIGINAL(
      3,
      1,
      0,
      new Workload(50_000, Duration.ofSeconds(20), 1_000, Duration.ZERO, Duration.ZERO),
      List.of()) {
    @Override
    List<Trial> trials(List<Factor> factors) {
      return factors.isEmpty()
          ? OriginalTest.ALL.stream().map(OriginalTest::trial).toList()
          : List.of();
    }
  };

  record Levels(Tier tier, Factor factor, List<String> levels) {
    Levels(Tier tier, Factor factor, String... levels) {
      this(tier, factor, List.of(levels));
    }
  }

  private final int rounds;
  private final int warmup;
  private final int confirmations;
  private final Workload workload;
  private final List<Levels> levels;

  @SuppressWarnings("ImmutableEnumChecker") // records of values
  Preset(int rounds, int warmup, int confirmations, Workload workload, List<Levels> levels) {
    this.rounds = rounds;
    this.warmup = warmup;
    this.confirmations = confirmations;
    this.workload = workload;
    this.levels = levels;
  }

  int rounds() {
    return rounds;
  }

  /** Runs of each tier's usual configuration before the first trial; they don't count. */
  int warmup() {
    return warmup;
  }

  /** Rounds in which the recommended configuration is measured against the usual one. */
  int confirmations() {
    return confirmations;
  }

  Workload workload() {
    return workload;
  }

  /**
   * The trials of a round.
   *
   * @param factors of which settings; empty for all
   */
  List<Trial> trials(List<Factor> factors) {
    List<Trial> trials = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      List<Trial> changed = new ArrayList<>();
      for (Levels one : levels) {
        if (one.tier() == tier && (factors.isEmpty() || factors.contains(one.factor()))) {
          one.levels().forEach(level -> changed.add(Trial.of(tier, one.factor(), level)));
        }
      }
      if (!changed.isEmpty()) {
        trials.add(Trial.usual(tier));
        trials.addAll(changed);
      }
    }
    return trials;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
