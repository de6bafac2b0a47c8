package org.sfcalls.benchmarks.tuning;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sfcalls.benchmarks.tuning.Comparison.Effect;

/**
 * The levels that are better by themselves than the usual ones: clearly better in throughput or in
 * latency, and clearly worse in no measure of any tier that the setting concerns.
 *
 * @param changes by setting, with what speaks for it; empty where the usual configuration stays
 */
record Recommendation(Map<Factor, Change> changes) {
  private static final List<Measure> LIMITS =
      List.of(Measure.THROUGHPUT, Measure.LATENCY_P50, Measure.LATENCY_P99, Measure.STORED);

  private static final List<Measure> GOALS = List.of(Measure.THROUGHPUT, Measure.LATENCY_P50);
  private static final double WORTHWHILE = 1.05;

  /** A level, and how much better it is. */
  record Change(String level, Effect gain) {}

  /**
   * What became of the recommended configuration when it was measured as a whole: what is better by
   * itself need not be so together, and of many settings one may look better by chance.
   */
  enum Confirmation {
    NOTHING_TO_CONFIRM("The usual settings stay: no other level was clearly better."),
    NOT_MEASURED("They were not measured together yet."),
    BETTER("Measured together, they are clearly better than the usual ones."),
    NOT_BETTER(
        "Measured together, they are clearly better in nothing or clearly worse in something: the"
            + " usual ones stay.");

    private final String words;

    Confirmation(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  Recommendation {
    Map<Factor, Change> copy = new EnumMap<>(Factor.class);
    copy.putAll(changes);
    changes = Collections.unmodifiableMap(copy);
  }

  static Recommendation of(Findings findings) {
    Map<Factor, Change> changes = new EnumMap<>(Factor.class);
    for (Factor factor : Factor.values()) {
      findings.otherLevels(factor).stream()
          .filter(
              level ->
                  findings.tiers().stream()
                      .map(tier -> Trial.of(tier, factor, level))
                      .noneMatch(trial -> isWorse(trial, findings)))
          .flatMap(
              level ->
                  findings.tiers().stream()
                      .flatMap(tier -> gains(Trial.of(tier, factor, level), GOALS, findings))
                      .map(gain -> new Change(level, gain)))
          .max(Comparator.comparingDouble(change -> change.gain().ratio()))
          .ifPresent(change -> changes.put(factor, change));
    }
    return new Recommendation(changes);
  }

  /** By how much a trial is clearly better, and worth while. */
  private static Stream<Effect> gains(Trial trial, List<Measure> measures, Findings findings) {
    return measures.stream()
        .flatMap(measure -> findings.gain(trial, measure).stream())
        .filter(gain -> gain.isMore() && gain.ratio() >= WORTHWHILE);
  }

  private static boolean isWorse(Trial trial, Findings findings) {
    Trial usual = Trial.usual(trial.tier());
    if (!findings.trials(trial.tier()).contains(trial)) {
      return false;
    }
    if (findings.keptUp(usual) && !findings.keptUp(trial)) {
      return true;
    }
    for (Measure measure : LIMITS) {
      Optional<Effect> gain = findings.gain(trial, measure);
      if (gain.filter(loss -> loss.isLess() && loss.ratio() <= 1 / WORTHWHILE).isPresent()) {
        return true;
      }
      // What could not be taken of this level alone is no good sign.
      if (gain.isEmpty() && findings.comparison(usual, measure).isPresent()) {
        return true;
      }
    }
    return false;
  }

  Configuration configuration() {
    Configuration configuration = Configuration.USUAL;
    for (var change : changes.entrySet()) {
      configuration = configuration.with(change.getKey(), change.getValue().level());
    }
    return configuration;
  }

  Trial trial(Tier tier) {
    return new Trial(tier, Trial.RECOMMENDED, configuration());
  }

  Confirmation confirmation(Findings findings) {
    List<Trial> trials =
        findings.tiers().stream()
            .map(this::trial)
            .filter(trial -> !trial.changes().isEmpty())
            .toList();
    if (trials.isEmpty()) {
      return Confirmation.NOTHING_TO_CONFIRM;
    }
    if (!trials.stream().allMatch(trial -> findings.trials(trial.tier()).contains(trial))) {
      return Confirmation.NOT_MEASURED;
    }
    return trials.stream().noneMatch(trial -> isWorse(trial, findings))
            && trials.stream()
                .flatMap(trial -> gains(trial, Measure.ANSWERED, findings))
                .findAny()
                .isPresent()
        ? Confirmation.BETTER
        : Confirmation.NOT_BETTER;
  }

  /** What to take: this, or the usual configuration where this did not prove better as a whole. */
  Configuration confirmed(Findings findings) {
    return confirmation(findings) == Confirmation.NOT_BETTER
        ? Configuration.USUAL
        : configuration();
  }
}
