package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Trial USUAL = Trial.usual(Tier.ANALYTICS);
  private static final Trial ONE = Trial.of(Tier.ANALYTICS, Factor.SHUFFLE_PARTITIONS, "1");
  private static final Trial TRIGGER = Trial.of(Tier.ANALYTICS, Factor.TRIGGER, "1s");
  private static final Trial ROCKSDB = Trial.of(Tier.ANALYTICS, Factor.STATE_STORE, "rocksdb");
  private static final Trial PARALLEL = Trial.of(Tier.ANALYTICS, Factor.PARALLELISM, "1");
  private static final Trial RECOMMENDED =
      new Trial(
          Tier.ANALYTICS,
          Trial.RECOMMENDED,
          Configuration.USUAL.with(Factor.SHUFFLE_PARTITIONS, "1"));

  /** All sentences, one a line. */
  private static String said(int rounds, Findings findings) {
    return said(MadeUp.context("full", rounds), findings);
  }

  private static String said(TuneContext context, Findings findings) {
    return new Answers(context, findings, MadeUp.SETTINGS_FILE)
        .all().stream()
            .flatMap(answer -> answer.parts().stream())
            .flatMap(part -> part.sentences().stream())
            .collect(Collectors.joining("\n"));
  }

  @Test
  void aClearEffectIsToldWithBestWorstRatioAndInterval() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.throughput(USUAL, 100, 100), MadeUp.throughput(ONE, 180, 180))))
        .contains(
            "spark.sql.shuffle.partitions (1 and 2 as usual): throughput best with 1, worst with 2:"
                + " 1.80 times as much, 1.80–1.80.")
        .contains(
            "Throughput: only spark.sql.shuffle.partitions made a difference that can be told from"
                + " chance, 1.80 times between 2 (worst) and 1 (best), 1.80–1.80.");
  }

  @Test
  void latencyIsToldAsHowManyTimesAsLong() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.of(USUAL, Measure.LATENCY_P50, 100, 100),
                    MadeUp.of(TRIGGER, Measure.LATENCY_P50, 310, 310))))
        .contains(
            "Trigger interval (0s as usual and 1s): latency p50 shortest with 0s, longest with 1s:"
                + " 3.10 times as long, 3.10–3.10.");
  }

  @Test
  void whatCanNotBeToldFromChanceIsSaidSo() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.throughput(USUAL, 100, 110), MadeUp.throughput(ONE, 112, 103))))
        .contains(
            "spark.sql.shuffle.partitions (1 and 2 as usual): no difference that can be told from"
                + " chance in throughput (best with 1, worst with 2: 1.02 times as much, 0.33–3.19).")
        .contains("Throughput: no setting made a difference that can be told from chance.")
        .contains("The usual ones: no other level was clearly better")
        .contains("`./sfcalls up --fresh` runs with them.")
        .doesNotContain("--settings");
  }

  @Test
  void oneRoundTellsNothingAndRecommendsNothing() {
    assertThat(said(1, MadeUp.findings(MadeUp.throughput(USUAL, 100), MadeUp.throughput(ONE, 400))))
        .contains("With one round nothing can be told from chance.")
        .contains(
            "no difference that can be told from chance in throughput (best with 1, worst with 2:"
                + " 4.00 times as much).")
        .contains("The usual ones: with one round no other can be told from chance to be better.")
        .doesNotContain("–", "Infinity", "∞", "NaN", "1 of 1");
  }

  @Test
  void aRunThatWasInterruptedTellsHowManyRoundsThereAre() {
    assertThat(
            said(
                5,
                MadeUp.findings(
                    MadeUp.throughput(USUAL, 100, 110, 105), MadeUp.throughput(ONE, 112, 103))))
        .contains("Analytics: 3 of 5 rounds were measured, the last in part");
    assertThat(said(5, MadeUp.findings(MadeUp.throughput(USUAL, 100), MadeUp.throughput(ONE, 112))))
        .contains("Analytics: 1 of 5 rounds was measured, so");
    assertThat(said(5, MadeUp.findings())).isEqualTo("Nothing yet.");
  }

  @Test
  void aWholeRunDoesNotSayThatRoundsAreMissing() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.throughput(USUAL, 100, 110), MadeUp.throughput(ONE, 112, 103))))
        .contains("analytics has 2 rounds")
        .doesNotContain("measured,");
  }

  @Test
  void theGreatestThreeOfFourAreSaidToMatterMost() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.throughput(USUAL, 100, 100),
                    MadeUp.throughput(ONE, 200, 200),
                    MadeUp.throughput(TRIGGER, 25, 25),
                    MadeUp.throughput(PARALLEL, 125, 125),
                    MadeUp.throughput(ROCKSDB, 80, 80.5))))
        .contains(
            "Throughput: trigger interval matters most, 4.00 times between 1s (worst) and 0s (best)",
            "; then spark.sql.shuffle.partitions, 2.00 times between 2 (worst) and 1 (best)",
            "; then spark.default.parallelism, 1.25 times between 2 (worst) and 1 (best)",
            "; clear but smaller: state store 1.25 (")
        .contains("depends on the levels that were tried");
  }

  @Test
  void whatFellBehindHasALatencyOfAtLeastWhatWasMeasured() {
    List<TrialResult> results = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      results.add(MadeUp.result(USUAL, round, Map.of(Measure.LATENCY_P50, 100.0)));
      results.add(MadeUp.result(TRIGGER, round, Map.of(Measure.LATENCY_P50, 9_000.0), false));
    }

    assertThat(said(2, new Findings(results)))
        .contains("longest with 1s: at least 90.0 times as long")
        .contains(
            "With 1s live calls came faster than they were done: its latency is at least as long as"
                + " measured.");
  }

  @Test
  void theRecommendedSettingsComeWithTheirReasonAndTheCommand() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.throughput(USUAL, 100, 100), MadeUp.throughput(ONE, 180, 180))))
        .contains(
            "spark.sql.shuffle.partitions 1 instead of 2: in analytics by itself 1.80 times the"
                + " throughput, 1.80–1.80.")
        .contains("They were not measured together yet")
        .contains("To use them: `./sfcalls up --fresh --settings tuning/settings.properties`");
  }

  @Test
  void lessLatencyIsToldWithARatioBelowOne() {
    assertThat(
            said(
                2,
                MadeUp.findings(
                    MadeUp.of(USUAL, Measure.LATENCY_P50, 200, 200),
                    MadeUp.of(ONE, Measure.LATENCY_P50, 100, 100))))
        .contains("in analytics by itself latency p50 0.50 times as long, 0.50–0.50.");
  }

  @Test
  void aWholeThatIsBetterIsTaken() {
    assertThat(said(2, together(180)))
        .contains("All at once against the usual ones, in analytics: 1.80 times the throughput")
        .contains("So together, too, they are better than the usual ones.")
        .contains("--settings");
  }

  @Test
  void aWholeThatIsNotBetterLeavesTheUsual() {
    assertThat(said(2, together(101)))
        .contains("Together they are clearly better in nothing, so the usual ones stay.")
        .contains("`./sfcalls up --fresh` runs with them.")
        .doesNotContain("--settings");
  }

  @Test
  void aWholeThatIsWorseLeavesTheUsualAndTellsInWhat() {
    assertThat(said(2, together(50)))
        .contains(
            "Together they are clearly worse in throughput of analytics, so the usual ones stay.")
        .doesNotContain("--settings");
  }

  private static Findings together(double throughput) {
    List<TrialResult> results = new ArrayList<>();
    results.addAll(MadeUp.throughput(USUAL, 100, 100, 100, 100));
    results.addAll(MadeUp.throughput(ONE, 180, 180));
    for (int round = 3; round <= 4; round++) {
      results.add(MadeUp.result(RECOMMENDED, round, Map.of(Measure.THROUGHPUT, throughput)));
    }
    return new Findings(results);
  }

  @Test
  void theOriginalsFiguresStandBesideOurs() {
    TuneContext context = MadeUp.context(OriginalTest.PRESET, 3);
    String said = said(context, new Findings(MadeUp.original(3)));

    assertThat(said)
        .contains("The original: 34 rows/s, with more than 10 s a batch.")
        .contains(
            "The original: 183 rows/s, 5.4 times its first test's, with less than 1 s a batch.")
        .contains("The original: slower than with 5, without a figure.")
        .containsPattern("Here: \\d+ calls/s; backlog's batch p50 [\\d,]+ ms; backlog's batch p99")
        .containsPattern("Here: \\d+ calls/s \\(6\\.\\d\\d times those of original-1, ")
        .containsPattern("Here: \\d+ calls/s \\(1\\.\\d\\d times those of original-3, ")
        .contains("Most throughput here: original-4 (1 shuffle partition)")
        .doesNotContain("--settings");
  }

  @Test
  void anOriginalThatHasBegunTellsWhatThereIs() {
    TuneContext context = MadeUp.context(OriginalTest.PRESET, 3);
    Findings findings = new Findings(MadeUp.original(1).subList(1, 2));

    assertThat(said(context, findings))
        .contains("1 of 3 rounds was measured")
        .contains("The original: 102 rows/s, 3.0 times its first test's.")
        .doesNotContain("times those of", "NaN");
  }
}
