package org.sfcalls.benchmarks.tuning;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.Spread;

/**
 * What the results of a run say.
 *
 * <p>The recommended configuration is drawn from the trials of single settings, before it is
 * measured itself. So that measuring it does not change it, what single settings do is told from
 * the results without it, and without the rounds that have only it and the usual one.
 */
final class Findings {
  private final List<TrialResult> results;
  private final Map<Tier, Map<Measure, Comparison>> all;
  private final Map<Tier, Map<Measure, Comparison>> single;

  Findings(List<TrialResult> results) {
    this.results = List.copyOf(results);
    this.all = comparisons(this.results);
    this.single = comparisons(ofSingleSettings(this.results));
  }

  private static Map<Tier, Map<Measure, Comparison>> comparisons(List<TrialResult> results) {
    Map<Tier, Map<Measure, Comparison>> comparisons = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      if (results.stream().anyMatch(result -> result.trial().tier() == tier)) {
        Map<Measure, Comparison> ofTier = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.of(tier)) {
          ofTier.put(measure, Comparison.of(tier, measure, results));
        }
        comparisons.put(tier, ofTier);
      }
    }
    return comparisons;
  }

  private static List<TrialResult> ofSingleSettings(List<TrialResult> results) {
    record Round(Tier tier, int number) {
      static Round of(TrialResult result) {
        return new Round(result.trial().tier(), result.round());
      }
    }
    Set<Round> ofSingle = new HashSet<>();
    Set<Round> ofRecommended = new HashSet<>();
    for (TrialResult result : results) {
      if (result.trial().isRecommended()) {
        ofRecommended.add(Round.of(result));
      } else if (!result.trial().isUsual()) {
        ofSingle.add(Round.of(result));
      }
    }
    return results.stream()
        .filter(result -> !result.trial().isRecommended())
        .filter(
            result ->
                ofSingle.contains(Round.of(result)) || !ofRecommended.contains(Round.of(result)))
        .toList();
  }

  List<TrialResult> results() {
    return results;
  }

  /** The tiers of which there are results. */
  List<Tier> tiers() {
    return List.copyOf(all.keySet());
  }

  /** All trials of a tier, the recommended one among them. */
  Comparison comparison(Tier tier, Measure measure) {
    return all.get(tier).get(measure);
  }

  /** The trials of a tier. */
  List<Trial> trials(Tier tier) {
    return results.stream()
        .map(TrialResult::trial)
        .filter(trial -> trial.tier() == tier)
        .distinct()
        .toList();
  }

  /** Median and range of a measure over the rounds; empty where it was not taken. */
  Optional<Spread> spread(Trial trial, Measure measure) {
    Comparison comparison = all.get(trial.tier()).get(measure);
    return comparison != null && comparison.has(trial)
        ? Optional.of(comparison.spread(trial))
        : Optional.empty();
  }

  /**
   * How many times as much of a measure one of the original's tests has as another, of all that are
   * asked together.
   */
  Optional<Effect> ofOriginal(OriginalTest test, OriginalTest other, Measure measure) {
    Comparison comparison = all.get(Tier.ANALYTICS).get(measure);
    return comparison.has(test.trial()) && comparison.has(other.trial())
        ? Optional.of(comparison.effect(test.trial(), other.trial(), OriginalTest.ALL.size() - 1))
        : Optional.empty();
  }

  /** How many rounds of single settings a tier has, the last perhaps in part. */
  int rounds(Tier tier) {
    return single.containsKey(tier)
        ? single.get(tier).values().stream().mapToInt(Comparison::rounds).max().orElse(0)
        : 0;
  }

  /** Whether a tier's last round lacks trials that the others have. */
  boolean isLastRoundPartial(Tier tier) {
    Map<Integer, Long> trials =
        ofSingleSettings(results).stream()
            .filter(result -> result.trial().tier() == tier)
            .collect(
                Collectors.groupingBy(TrialResult::round, TreeMap::new, Collectors.counting()));
    long most = trials.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return trials.values().stream().reduce((one, next) -> next).orElse(0L) < most;
  }

  /** Whether the live calls were counted as fast as they came, in every round. */
  boolean keptUp(Trial trial) {
    return results.stream()
        .filter(result -> result.trial().equals(trial))
        .allMatch(TrialResult::keptUp);
  }

  /** The levels of a setting that were tried beside the usual one. */
  Set<String> otherLevels(Factor factor) {
    Set<String> levels = new LinkedHashSet<>();
    for (Tier tier : tiers()) {
      for (Trial trial : Trials.levels(tier, factor, trials(tier))) {
        levels.add(trial.configuration().level(factor));
      }
    }
    levels.remove(factor.usual());
    return levels;
  }

  /**
   * How many times better than the usual configuration a level of a setting is; nothing where that
   * was not measured. The interval holds for all levels of the setting that were tried.
   */
  Optional<Effect> gain(Tier tier, Factor factor, String level, Measure measure) {
    if (!single.containsKey(tier) || !single.get(tier).containsKey(measure)) {
      return Optional.empty();
    }
    return gain(
        single.get(tier).get(measure),
        Trial.of(tier, factor, level),
        measure,
        Math.max(1, otherLevels(factor).size()));
  }

  /** How many times better than the usual configuration a trial is, where that can be told. */
  Optional<Effect> gain(Trial trial, Measure measure) {
    if (trial.isRecommended()) {
      return gainOfRecommended(trial.tier(), measure);
    }
    return trial
        .factor()
        .flatMap(
            factor -> gain(trial.tier(), factor, trial.configuration().level(factor), measure));
  }

  /** How many times better than the usual configuration the recommended one is. */
  Optional<Effect> gainOfRecommended(Tier tier, Measure measure) {
    return trials(tier).stream()
        .filter(Trial::isRecommended)
        .findFirst()
        .filter(trial -> all.get(tier).containsKey(measure))
        .flatMap(trial -> gain(comparison(tier, measure), trial, measure, 1));
  }

  private static Optional<Effect> gain(
      Comparison comparison, Trial trial, Measure measure, int pairs) {
    Trial usual = Trial.usual(trial.tier());
    if (!comparison.has(trial) || !comparison.has(usual)) {
      return Optional.empty();
    }
    Effect effect = comparison.effect(trial, usual, pairs);
    return Optional.of(measure.moreIsBetter() ? effect : effect.inverse());
  }

  /** The influence of the tier's settings on a measure, the greatest first. */
  List<Influence> influences(Tier tier, Measure measure) {
    return single.containsKey(tier) && single.get(tier).containsKey(measure)
        ? Influence.of(tier, measure, single.get(tier).get(measure))
        : List.of();
  }

  /** What the trials of single settings speak for; {@link #confirmed} is what to take. */
  Recommendation recommendation() {
    return Recommendation.of(this);
  }

  /** What measuring the recommended configuration as a whole says of it. */
  Confirmation confirmation() {
    return Confirmation.of(recommendation(), this);
  }

  /**
   * What to take: what the trials of single settings speak for, or the usual configuration where
   * that was measured as a whole and did not prove better.
   */
  Recommendation confirmed() {
    return confirmation().isAgainst() ? Recommendation.USUAL : recommendation();
  }
}
