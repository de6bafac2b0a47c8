package org.sfcalls.benchmarks.tuning;

import java.util.List;
import java.util.Optional;

/**
 * A test of the student project whose hand-made tuning the preset {@code original} repeats: ten
 * topic partitions and 200 offsets a trigger. Its rows per second are Spark's {@code
 * processedRowsPerSecond}; on what machine is not known, so only ratios compare.
 */
record OriginalTest(
    String name, String title, Configuration configuration, String rate, String batch) {

  static final List<OriginalTest> ALL =
      List.of(
          new OriginalTest(
              "original-1",
              "200 shuffle partitions, Spark's default",
              with("200", "2"),
              "34",
              "> 10 s"),
          new OriginalTest("original-2", "10 shuffle partitions", with("10", "2"), "102", ""),
          new OriginalTest("original-3", "5 shuffle partitions", with("5", "2"), "183", "< 1 s"),
          new OriginalTest(
              "original-4", "1 shuffle partition", with("1", "2"), "slower than test 3", ""),
          new OriginalTest(
              "original-5",
              "5 shuffle partitions, spark.default.parallelism 10",
              with("5", "10"),
              "about as test 3",
              ""));

  private static Configuration with(String shufflePartitions, String parallelism) {
    return Configuration.USUAL
        .with(Factor.PARTITIONS, "10")
        .with(Factor.MAX_OFFSETS, "200")
        .with(Factor.SHUFFLE_PARTITIONS, shufflePartitions)
        .with(Factor.PARALLELISM, parallelism);
  }

  Trial trial() {
    return new Trial(Tier.ANALYTICS, name, configuration);
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
