package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.tuning.Comparison.Effect;
import org.sfcalls.benchmarks.tuning.Recommendation.Confirmation;

class RecommendationTest {
  private static final Trial USUAL = Trial.usual(Tier.ANALYTICS);
  private static final Trial FIVE = Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "5");
  private static final Trial TEN = Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "10");
  private static final Trial RECOMMENDED =
      new Trial(
          Tier.ANALYTICS,
          Trial.RECOMMENDED,
          Configuration.USUAL.with(Factor.SHUFFLE_PARTITIONS, "5"));

  private final List<TrialResult> results = new ArrayList<>();

  /** Rounds {@code from} to {@code to} in which a trial has about these figures. */
  private void measured(Trial trial, int from, int to, double throughput, double latency) {
    measured(trial, from, to, throughput, latency, 60, true);
  }

  private void measured(
      Trial trial,
      int from,
      int to,
      double throughput,
      double latency,
      double stored,
      boolean keptUp) {
    for (int round = from; round <= to; round++) {
      // A little off, another way for each trial.
      double off = 1 + 0.003 * ((trial.name().length() * 7 + round * 5) % 11 - 5);
      Map<Measure, Double> figures = new EnumMap<>(Measure.class);
      figures.put(Measure.THROUGHPUT, throughput * off);
      if (latency > 0) {
        figures.put(Measure.LATENCY_P50, latency / off);
        figures.put(Measure.LATENCY_P99, 2 * latency / off);
      }
      if (trial.tier() == Tier.INGEST) {
        figures.put(Measure.STORED, stored);
      }
      results.add(MadeUp.result(trial, round, figures, keptUp));
    }
  }

  private Findings findings() {
    return new Findings(results, 4);
  }

  private Recommendation recommendation() {
    return Recommendation.of(findings());
  }

  private Confirmation confirmation() {
    return recommendation().confirmation(findings());
  }

  private Configuration confirmed() {
    return recommendation().confirmed(findings());
  }

  @Test
  void theLevelThatGainsMostIsTakenWithItsReason() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 150, 300);
    measured(TEN, 1, 4, 120, 300);

    Recommendation recommendation = recommendation();

    assertThat(recommendation.changes()).containsOnlyKeys(Factor.SHUFFLE_PARTITIONS);
    Recommendation.Change change = recommendation.changes().get(Factor.SHUFFLE_PARTITIONS);
    assertThat(change.level()).isEqualTo("5");
    assertThat(change.gain().ratio()).isBetween(1.4, 1.6);
    assertThat(recommendation.configuration().level(Factor.SHUFFLE_PARTITIONS)).isEqualTo("5");
    assertThat(recommendation.configuration().level(Factor.TRIGGER)).isEqualTo("0s");
  }

  @Test
  void lessLatencyIsAGainToo() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 100, 150);

    assertThat(recommendation().changes().get(Factor.SHUFFLE_PARTITIONS))
        .satisfies(
            change -> {
              assertThat(change.gain().ratio()).isBetween(1.9, 2.1);
            });
  }

  @Test
  void throughputIsNotBoughtWithLatency() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 300, 600);

    assertThat(recommendation().changes()).isEmpty();
  }

  @Test
  void whatIsCertainButLessThanAFewPercentIsNoReason() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 104, 300);

    assertThat(findings().gain(FIVE, Measure.THROUGHPUT).orElseThrow().isMore()).isTrue();
    assertThat(recommendation().changes()).isEmpty();
  }

  @Test
  void aTrifleOfStoredBytesIsNoObjectionAndAnotherHalfIs() {
    Trial usual = Trial.usual(Tier.INGEST);
    measured(usual, 1, 4, 100, 300, 60, true);
    measured(Trial.of(Tier.INGEST, Factor.LINGER, "0"), 1, 4, 100, 150, 60.1, true);
    measured(Trial.of(Tier.INGEST, Factor.COMPRESSION, "none"), 1, 4, 150, 300, 90, true);

    assertThat(recommendation().changes()).containsOnlyKeys(Factor.LINGER);
  }

  @Test
  void aLevelWithWhichLiveCallsFallBehindIsNotTaken() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 150, 300, 60, false);

    assertThat(recommendation().changes()).isEmpty();
  }

  @Test
  void aLevelOfWhichTheLatencyCouldNotBeTakenIsNotTaken() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 150, 0);

    assertThat(recommendation().changes()).isEmpty();
  }

  @Test
  void oneRoundIsNoReason() {
    measured(USUAL, 1, 1, 100, 300);
    measured(FIVE, 1, 1, 900, 30);

    assertThat(recommendation().changes()).isEmpty();
  }

  @Test
  void aLevelThatIsWorseForTheOtherTierIsNotTaken() {
    measured(USUAL, 1, 4, 100, 300);
    measured(Trial.of(Tier.ANALYTICS, Factor.PARTITIONS, "10"), 1, 4, 150, 300);
    measured(Trial.usual(Tier.INGEST), 1, 4, 100, 300);
    measured(Trial.of(Tier.INGEST, Factor.PARTITIONS, "10"), 1, 4, 80, 300);

    assertThat(recommendation().changes()).isEmpty();
  }

  @Test
  void whatIsBetterTogetherTooIsConfirmed() {
    measured(USUAL, 1, 8, 100, 300);
    measured(FIVE, 1, 4, 150, 300);
    measured(RECOMMENDED, 5, 8, 150, 300);

    assertThat(confirmation()).isEqualTo(Confirmation.BETTER);
    assertThat(confirmed()).isEqualTo(recommendation().configuration());
    assertThat(confirmed()).isNotEqualTo(Configuration.USUAL);
  }

  @Test
  void whatIsBetterInNothingTogetherGivesWayToTheUsual() {
    measured(USUAL, 1, 8, 100, 300);
    measured(FIVE, 1, 4, 150, 300);
    measured(RECOMMENDED, 5, 8, 101, 300);

    assertThat(recommendation().changes()).isNotEmpty();
    assertThat(confirmation()).isEqualTo(Confirmation.NOT_BETTER);
    assertThat(confirmed()).isEqualTo(Configuration.USUAL);
  }

  @Test
  void whatIsWorseInSomethingTogetherGivesWayToTheUsual() {
    measured(USUAL, 1, 8, 100, 300);
    measured(FIVE, 1, 4, 150, 300);
    measured(RECOMMENDED, 5, 8, 150, 600);

    assertThat(confirmation()).isEqualTo(Confirmation.NOT_BETTER);
    assertThat(confirmed()).isEqualTo(Configuration.USUAL);
  }

  @Test
  void whatWasNotMeasuredTogetherStaysOpen() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 150, 300);

    assertThat(confirmation()).isEqualTo(Confirmation.NOT_MEASURED);
    assertThat(confirmed()).isNotEqualTo(Configuration.USUAL);
  }

  @Test
  void anotherCombinationThanTheOneThatWasMeasuredIsNotConfirmed() {
    measured(USUAL, 1, 8, 100, 300);
    measured(TEN, 1, 4, 150, 300);
    measured(RECOMMENDED, 5, 8, 150, 300);

    assertThat(confirmation()).isEqualTo(Confirmation.NOT_MEASURED);
  }

  @Test
  void theRoundsThatConfirmDoNotChangeWhatSingleSettingsSay() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 150, 300);
    Recommendation before = recommendation();
    Effect effect = before.changes().get(Factor.SHUFFLE_PARTITIONS).gain();
    measured(USUAL, 5, 8, 400, 30);
    measured(RECOMMENDED, 5, 8, 600, 90);

    assertThat(recommendation().changes().get(Factor.SHUFFLE_PARTITIONS).gain()).isEqualTo(effect);
  }

  @Test
  void theWholeIsComparedWithTheUsualOfItsOwnRounds() {
    measured(USUAL, 1, 4, 100, 300);
    measured(FIVE, 1, 4, 150, 300);
    // Later the machine is twice as fast, for both.
    measured(USUAL, 5, 8, 200, 300);
    measured(RECOMMENDED, 5, 8, 300, 300);

    assertThat(findings().gain(RECOMMENDED, Measure.THROUGHPUT).orElseThrow().ratio())
        .isBetween(1.45, 1.55);
  }
}
