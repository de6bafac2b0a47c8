package org.sfcalls.benchmarks.tuning;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A test of the student project whose hand-made tuning the preset {@value #PRESET} repeats: ten
 * topic partitions and 200 offsets a trigger. Its rows a second are Spark's {@code
 * processedRowsPerSecond}; on what machine is not told, so only ratios compare.
 *
 * @param name of its trial
 * @param title what the test sets
 * @param rate rows a second; empty where no figure is given
 * @param rateText the same as the project tells it
 * @param batchText how long a batch took as the project tells it
 * @param told what the project says of the test, in words
 * @param comparedWith the name of the test that it is compared with; its own where it is the first
 */
record OriginalTest(
    String name,
    String title,
    Configuration configuration,
    OptionalDouble rate,
    String rateText,
    String batchText,
    String told,
    String comparedWith) {

  static final String PRESET = "original";

  /** For what the project does not tell. */
  private static final String NOT_TOLD = "—";

  private static final String FIRST = "original-1";
  private static final String BEST = "original-3";

  /** All five, in its order. */
  static final List<OriginalTest> ALL =
      List.of(
          new OriginalTest(
              FIRST,
              "200 shuffle partitions, Spark's default",
              with("200", Factor.PARALLELISM.usual()),
              OptionalDouble.of(34),
              "34",
              "> 10 s",
              "34 rows/s, with more than 10 s a batch",
              FIRST),
          new OriginalTest(
              "original-2",
              "10 shuffle partitions",
              with("10", Factor.PARALLELISM.usual()),
              OptionalDouble.of(102),
              "102",
              NOT_TOLD,
              "102 rows/s, 3.0 times its first test's",
              FIRST),
          new OriginalTest(
              BEST,
              "5 shuffle partitions",
              with("5", Factor.PARALLELISM.usual()),
              OptionalDouble.of(183),
              "183",
              "< 1 s",
              "183 rows/s, 5.4 times its first test's, with less than 1 s a batch",
              FIRST),
          new OriginalTest(
              "original-4",
              "1 shuffle partition",
              with("1", Factor.PARALLELISM.usual()),
              OptionalDouble.empty(),
              "slower than test 3",
              NOT_TOLD,
              "slower than with 5, without a figure",
              BEST),
          new OriginalTest(
              "original-5",
              "5 shuffle partitions, spark.default.parallelism 10",
              with("5", "10"),
              OptionalDouble.empty(),
              "hardly another",
              NOT_TOLD,
              "hardly another than the third, without a figure",
              BEST));

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

  /** The test that it is compared with. */
  OriginalTest base() {
    return of(comparedWith).orElseThrow();
  }

  /** Its rate, times that of the first test, as the project has them. */
  OptionalDouble ofFirst() {
    return rate.isPresent()
        ? OptionalDouble.of(rate.getAsDouble() / ALL.get(0).rate().orElseThrow())
        : OptionalDouble.empty();
  }

  boolean isFirst() {
    return name.equals(comparedWith);
  }

  /** The trials of the preset. */
  static List<Trial> trials() {
    return ALL.stream().map(OriginalTest::trial).toList();
  }

  /** The test with that trial's name. */
  static Optional<OriginalTest> of(String name) {
    return ALL.stream().filter(test -> test.name.equals(name)).findFirst();
  }

  /** The tests of which there are results. */
  static List<OriginalTest> in(Findings findings) {
    return findings.tiers().contains(Tier.ANALYTICS)
        ? ALL.stream()
            .filter(test -> findings.trials(Tier.ANALYTICS).contains(test.trial()))
            .toList()
        : List.of();
  }
}
