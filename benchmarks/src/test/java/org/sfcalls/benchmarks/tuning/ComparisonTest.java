package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.tuning.Comparison.Effect;
import org.sfcalls.benchmarks.tuning.Findings.Influence;

class ComparisonTest {
  private static final Trial USUAL = Trial.usual(Tier.ANALYTICS);
  private static final Trial ONE = Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "1");
  private static final Trial FIVE = Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "5");
  private static final Offset<Double> EXACT = within(1e-9);

  /** Student's t for 95 % with 1 and 2 degrees of freedom, as tables have it. */
  private static final double T_1 = 12.7062047;

  private static final double T_2 = 4.3026527;

  @Test
  void anExactDoublingIsTwiceWhateverTheRoundsHaveInCommon() {
    Comparison comparison =
        throughput(MadeUp.throughput(USUAL, 100, 300, 50), MadeUp.throughput(ONE, 200, 600, 100));

    Effect effect = comparison.effect(ONE, USUAL, 1);

    assertThat(effect.ratio()).isEqualTo(2, EXACT);
    assertThat(effect.low()).isEqualTo(2, EXACT);
    assertThat(effect.high()).isEqualTo(2, EXACT);
    assertThat(effect.isMore()).isTrue();
  }

  @Test
  void withTwoTrialsTheIntervalIsThatOfPairedLogarithms() {
    double[] ratios = {1.8, 2.2, 2.1};
    Comparison comparison =
        throughput(MadeUp.throughput(USUAL, 100, 300, 50), MadeUp.throughput(ONE, 180, 660, 105));

    Effect effect = comparison.effect(ONE, USUAL, 1);

    assertThat(effect.ratio()).isEqualTo(Math.cbrt(1.8 * 2.2 * 2.1), EXACT);
    double off = T_2 * deviation(ratios) / Math.sqrt(3);
    assertThat(effect.low()).isEqualTo(effect.ratio() * Math.exp(-off), within(1e-6));
    assertThat(effect.high()).isEqualTo(effect.ratio() * Math.exp(off), within(1e-6));
  }

  /** The standard deviation of the logarithms. */
  private static double deviation(double... ratios) {
    double mean = 0;
    for (double ratio : ratios) {
      mean += Math.log(ratio) / ratios.length;
    }
    double squares = 0;
    for (double ratio : ratios) {
      squares += Math.pow(Math.log(ratio) - mean, 2);
    }
    return Math.sqrt(squares / (ratios.length - 1));
  }

  @Test
  void theRestOfAllTrialsTogetherTellsHowFarARatioMayBeOff() {
    Comparison comparison =
        throughput(
            MadeUp.throughput(USUAL, 100, 110, 95),
            MadeUp.throughput(ONE, 210, 205, 190),
            MadeUp.throughput(FIVE, 150, 180, 140));

    // Calculated apart: the mean square of the rest is the total sum of squares less those of
    // trials and rounds, over 4; Student's t for 4 degrees of freedom is 2.7764 at 97.5 % and
    // 3.9608 at 99.17 %, three pairs.
    assertThat(comparison.effect(ONE, USUAL, 1).low()).isEqualTo(1.746933, within(1e-5));
    assertThat(comparison.effect(ONE, USUAL, 1).high()).isEqualTo(2.256650, within(1e-5));
    assertThat(comparison.effect(ONE, USUAL, 3).low()).isEqualTo(1.654099, within(1e-4));
  }

  @Test
  void moreQuestionsHaveWiderIntervals() {
    Comparison comparison =
        throughput(MadeUp.throughput(USUAL, 100, 110, 95), MadeUp.throughput(ONE, 210, 205, 190));

    assertThat(comparison.effect(ONE, USUAL, 6).low())
        .isLessThan(comparison.effect(ONE, USUAL, 1).low());
    assertThat(comparison.effect(ONE, USUAL, 6).high())
        .isGreaterThan(comparison.effect(ONE, USUAL, 1).high());
  }

  @Test
  void aRoundThatLacksATrialIsNoEvidence() {
    Comparison comparison =
        throughput(MadeUp.throughput(USUAL, 100, 300, 5_000), MadeUp.throughput(ONE, 180, 660));

    assertThat(comparison.rounds()).isEqualTo(2);

    Effect effect = comparison.effect(ONE, USUAL, 1);

    assertThat(effect.ratio()).isEqualTo(Math.sqrt(1.8 * 2.2), EXACT);
    double off = T_1 * deviation(1.8, 2.2) / Math.sqrt(2);
    assertThat(effect.high()).isEqualTo(effect.ratio() * Math.exp(off), within(1e-4));
  }

  @Test
  void trialsOfRoundsWithNothingInCommonCanNotBeToldFromChance() {
    List<TrialResult> results = new ArrayList<>(MadeUp.throughput(USUAL, 100, 100));
    for (TrialResult result : MadeUp.throughput(ONE, 0, 0, 900, 900)) {
      if (result.round() > 2) {
        results.add(result);
      }
    }

    Effect effect =
        Comparison.of(Tier.ANALYTICS, Measure.THROUGHPUT, results).effect(ONE, USUAL, 1);

    assertThat(effect.hasInterval()).isFalse();
    assertThat(effect.isClear()).isFalse();
  }

  @Test
  void oneRoundTellsNothingOfChance() {
    Effect effect =
        throughput(MadeUp.throughput(USUAL, 1), MadeUp.throughput(ONE, 1_000))
            .effect(ONE, USUAL, 1);

    assertThat(effect.ratio()).isEqualTo(1_000, within(1e-6));
    assertThat(effect.isClear()).isFalse();
    assertThat(effect).hasToString("1,000");
  }

  @Test
  void whatTakesNoMillisecondIsNotInfinitelyBetter() {
    Comparison comparison =
        Comparison.of(
            Tier.ANALYTICS,
            Measure.BATCH_P50,
            concat(
                MadeUp.of(USUAL, Measure.BATCH_P50, 2, 2),
                MadeUp.of(ONE, Measure.BATCH_P50, 0, 0)));

    assertThat(comparison.effect(USUAL, ONE, 1).ratio()).isEqualTo(4, EXACT);
  }

  @Test
  void figuresThatAreAllAlikeShowNoDifference() {
    Effect effect =
        throughput(
                MadeUp.throughput(USUAL, 61.7, 61.7, 61.7),
                MadeUp.throughput(ONE, 61.7, 61.7, 61.7),
                MadeUp.throughput(FIVE, 61.7, 61.7, 61.7))
            .effect(ONE, USUAL, 1);

    assertThat(effect.isClear()).isFalse();
  }

  @Test
  void whereNothingDiffersAboutOneIntervalInTwentyHoldsNoOne() {
    Random random = new Random(2024);
    int clear = 0;
    int clearInfluences = 0;
    int runs = 2_000;
    for (int run = 0; run < runs; run++) {
      Comparison comparison =
          throughput(noise(USUAL, random), noise(ONE, random), noise(FIVE, random));
      clear += comparison.effect(ONE, USUAL, 1).isClear() ? 1 : 0;
      clearInfluences +=
          Influence.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, Measure.THROUGHPUT, comparison)
                  .orElseThrow()
                  .times()
                  .isClear()
              ? 1
              : 0;
    }

    // Three standard deviations of a share of 2,000.
    assertThat((double) clear / runs).isBetween(0.035, 0.065);
    // The best against the worst, chosen after the fact: Bonferroni keeps it at 5 % or less.
    assertThat((double) clearInfluences / runs).isBetween(0.015, 0.06);
  }

  private static List<TrialResult> noise(Trial trial, Random random) {
    double[] figures = new double[4];
    for (int round = 0; round < figures.length; round++) {
      // Rounds are good or bad for all.
      figures[round] = (1 + round) * Math.exp(0.1 * random.nextGaussian());
    }
    return MadeUp.throughput(trial, figures);
  }

  @Test
  void influenceIsTheBestLevelAgainstTheWorstAndAboveOne() {
    Comparison latencies =
        Comparison.of(
            Tier.ANALYTICS,
            Measure.LATENCY_P50,
            concat(
                MadeUp.of(USUAL, Measure.LATENCY_P50, 200, 210),
                MadeUp.of(ONE, Measure.LATENCY_P50, 100, 104),
                MadeUp.of(FIVE, Measure.LATENCY_P50, 400, 430)));

    assertThat(
            Influence.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, Measure.LATENCY_P50, latencies))
        .hasValueSatisfying(
            influence -> {
              assertThat(influence.setting()).isEqualTo(Factor.SHUFFLE_PARTITIONS);
              assertThat(influence.best()).isEqualTo("1");
              assertThat(influence.worst()).isEqualTo("5");
              assertThat(influence.times().ratio())
                  .isEqualTo(Math.sqrt(400.0 / 100 * 430 / 104), EXACT);
            });
  }

  @SafeVarargs
  private static Comparison throughput(List<TrialResult>... results) {
    return Comparison.of(Tier.ANALYTICS, Measure.THROUGHPUT, concat(results));
  }

  @SafeVarargs
  private static List<TrialResult> concat(List<TrialResult>... results) {
    List<TrialResult> all = new ArrayList<>();
    for (List<TrialResult> some : results) {
      all.addAll(some);
    }
    return all;
  }
}
