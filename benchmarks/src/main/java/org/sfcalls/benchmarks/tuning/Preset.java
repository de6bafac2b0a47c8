package org.sfcalls.benchmarks.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sfcalls.benchmarks.tuning.Comparison.Effect;

/** Sets of trials by name. */
enum Preset {
  STANDARD(
      3,
      6,
      3,
      new Workload(
          400_000, Duration.ofSeconds(8), 1_000, Duration.ofSeconds(1), Duration.ofSeconds(3)),
      List.of(
          new Levels(Factor.PARTITIONS, "1", "10"),
          new Levels(Factor.PARALLELISM, "1", "10"),
          new Levels(Factor.SHUFFLE_PARTITIONS, "1", "5", "10", "200"),
          new Levels(Factor.MAX_OFFSETS, "10000", "100000"),
          new Levels(Factor.TRIGGER, "1s", "5s"),
          new Levels(Factor.STATE_STORE, "rocksdb", "rocksdb-changelog"),
          new Levels(Factor.THREADS, "1", "4"),
          new Levels(Factor.BATCH_SIZE, "16384", "524288"),
          new Levels(Factor.LINGER, "0"),
          new Levels(Factor.COMPRESSION, "none", "zstd"))),

  QUICK(
      2,
      1,
      0,
      new Workload(
          200_000, Duration.ofSeconds(5), 1_000, Duration.ofSeconds(1), Duration.ofSeconds(2)),
      List.of(
          new Levels(Factor.SHUFFLE_PARTITIONS, "1", "10"),
          new Levels(Factor.MAX_OFFSETS, "10000"),
          new Levels(Factor.THREADS, "1"),
          new Levels(Factor.COMPRESSION, "none"))),

  FULL(
      5,
      3,
      5,
      new Workload(
          1_000_000, Duration.ofSeconds(15), 1_000, Duration.ofSeconds(2), Duration.ofSeconds(8)),
      List.of(
          new Levels(Factor.PARTITIONS, "1", "2", "8", "10", "16"),
          new Levels(Factor.PARALLELISM, "1", "4", "10"),
          new Levels(Factor.SHUFFLE_PARTITIONS, "1", "4", "5", "10", "50", "200"),
          new Levels(Factor.MAX_OFFSETS, "200", "1000", "10000", "100000", "250000"),
          new Levels(Factor.TRIGGER, "500ms", "1s", "2s", "5s"),
          new Levels(Factor.STATE_STORE, "rocksdb", "rocksdb-changelog"),
          new Levels(Factor.THREADS, "1", "3", "4"),
          new Levels(Factor.BATCH_SIZE, "16384", "65536", "262144", "524288"),
          new Levels(Factor.LINGER, "0", "5", "20"),
          new Levels(Factor.COMPRESSION, "none", "snappy", "zstd", "gzip"))),

  ORIGINAL(
      3,
      1,
      0,
      new Workload(50_000, Duration.ofSeconds(20), 1_000, Duration.ZERO, Duration.ZERO),
      List.of());

  /** The levels of a setting to try in every tier that it concerns, in addition to the usual. */
  record Levels(Factor factor, List<String> levels) {
    Levels(Factor factor, String... levels) {
      this(factor, List.of(levels));
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
    if (this == ORIGINAL && factors.isEmpty()) {
      return OriginalTest.ALL.stream().map(OriginalTest::trial).toList();
    }
    List<Trial> trials = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      List<Trial> changed = new ArrayList<>();
      for (Levels one : levels) {
        if (one.factor().concerns(tier) && (factors.isEmpty() || factors.contains(one.factor()))) {
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

  /**
   * A test of the student project whose hand-made tuning the preset {@code original} repeats: ten
   * topic partitions and 200 offsets a trigger. Its rows per second are Spark's {@code
   * processedRowsPerSecond}; on what machine is not known, so only ratios compare.
   */
  record OriginalTest(
      String name, String shufflePartitions, String parallelism, String rate, String batch) {
    static final List<OriginalTest> ALL =
        List.of(
            new OriginalTest("original-1", "200", "2", "34", "> 10 s"),
            new OriginalTest("original-2", "10", "2", "102", ""),
            new OriginalTest("original-3", "5", "2", "183", "< 1 s"),
            new OriginalTest("original-4", "1", "2", "slower than test 3", ""),
            new OriginalTest("original-5", "5", "10", "about as test 3", ""));

    Trial trial() {
      return new Trial(
          Tier.ANALYTICS,
          name,
          Configuration.USUAL
              .with(Factor.PARTITIONS, "10")
              .with(Factor.MAX_OFFSETS, "200")
              .with(Factor.SHUFFLE_PARTITIONS, shufflePartitions)
              .with(Factor.PARALLELISM, parallelism));
    }

    Optional<Effect> ofFirst(Findings findings) {
      return this == ALL.get(0)
          ? Optional.empty()
          : findings.effect(trial(), ALL.get(0).trial(), Measure.THROUGHPUT, ALL.size() - 1);
    }

    static List<OriginalTest> in(Findings findings) {
      return ALL.stream()
          .filter(test -> findings.spread(test.trial(), Measure.THROUGHPUT).isPresent())
          .toList();
    }
  }

  /**
   * What each trial does.
   *
   * @param drainLimit when draining ends at the latest; what is done by then counts
   * @param live how long they count; zero for no live calls
   */
  record Workload(
      long backlogCalls, Duration drainLimit, int liveRate, Duration liveWarmup, Duration live) {
    static final Duration CATCH_UP = Duration.ofSeconds(5);

    int liveCalls() {
      return live.isZero() ? 0 : (int) (liveRate * liveWarmup.plus(live).toMillis() / 1000);
    }

    /** Those of them, from the first, that do not count. */
    int uncounted() {
      return (int) (liveRate * liveWarmup.toMillis() / 1000);
    }
  }
}
