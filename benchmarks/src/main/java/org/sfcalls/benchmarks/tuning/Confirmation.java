package org.sfcalls.benchmarks.tuning;

import java.util.List;

/**
 * What became of the recommended configuration when it was measured as a whole: what is better by
 * itself need not be so together, and of many settings one may look better by chance.
 */
enum Confirmation {
  /** The usual configuration stays: there is nothing to measure. */
  NOTHING_TO_CONFIRM,
  /** It was not measured in every tier that it changes. */
  NOT_MEASURED,
  /** Clearly better in something, and clearly worse in nothing. */
  BETTER,
  /** Clearly better in nothing. */
  NOT_BETTER,
  /** Clearly worse in something. */
  WORSE;

  private static final List<Measure> BETTER_IN =
      List.of(Measure.THROUGHPUT, Measure.LATENCY_P50, Measure.LATENCY_P99);

  /** What the results say of a recommendation. */
  static Confirmation of(Recommendation recommendation, Findings findings) {
    if (recommendation.isUsual()) {
      return NOTHING_TO_CONFIRM;
    }
    List<Trial> trials =
        findings.tiers().stream()
            .map(tier -> new Trial(tier, Trial.RECOMMENDED, recommendation.configuration()))
            .filter(trial -> !trial.changes().isEmpty())
            .toList();
    boolean measured = true;
    boolean better = false;
    for (Trial trial : trials) {
      if (!findings.trials(trial.tier()).contains(trial)) {
        measured = false;
      } else if (isWorse(trial, findings)) {
        return WORSE;
      } else {
        better |=
            BETTER_IN.stream()
                .flatMap(measure -> findings.gainOfRecommended(trial.tier(), measure).stream())
                .anyMatch(Recommendation::speaksFor);
      }
    }
    return !measured ? NOT_MEASURED : better ? BETTER : NOT_BETTER;
  }

  private static boolean isWorse(Trial trial, Findings findings) {
    return Recommendation.LIMITS.stream()
            .flatMap(measure -> findings.gainOfRecommended(trial.tier(), measure).stream())
            .anyMatch(Recommendation::speaksAgainst)
        || findings.keptUp(Trial.usual(trial.tier())) && !findings.keptUp(trial);
  }

  /** Whether the usual configuration is to stay although single settings spoke against it. */
  boolean isAgainst() {
    return this == NOT_BETTER || this == WORSE;
  }
}
