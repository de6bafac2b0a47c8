package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the results of a run say. */
final class Findings {
  private final List<TrialResult> results;
  private final Map<Tier, Map<Measure, Comparison>> comparisons = new EnumMap<>(Tier.class);

  Findings(List<TrialResult> results) {
    this.results = List.copyOf(results);
    for (Tier tier : Tier.values()) {
      if (results.stream().anyMatch(result -> result.trial().tier() == tier)) {
        Map<Measure, Comparison> ofTier = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.of(tier)) {
          ofTier.put(measure, Comparison.of(tier, measure, results));
        }
        comparisons.put(tier, ofTier);
      }
    }
  }

  List<TrialResult> results() {
    return results;
  }

  /** The tiers of which there are results. */
  List<Tier> tiers() {
    return List.copyOf(comparisons.keySet());
  }

  Comparison comparison(Tier tier, Measure measure) {
    return comparisons.get(tier).get(measure);
  }

  /** The trials of a tier. */
  List<Trial> trials(Tier tier) {
    return results.stream()
        .map(TrialResult::trial)
        .filter(trial -> trial.tier() == tier)
        .distinct()
        .toList();
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
    Comparison comparison = comparisons.get(tier).get(measure);
    if (comparison == null) {
      return Optional.empty();
    }
    return gain(
        comparison,
        Trial.of(tier, factor, level),
        measure,
        Math.max(1, otherLevels(factor).size()));
  }

  /** How many times better than the usual configuration the recommended one is. */
  Optional<Effect> gainOfRecommended(Tier tier, Measure measure) {
    return trials(tier).stream()
        .filter(trial -> trial.name().equals(Trial.RECOMMENDED))
        .findFirst()
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
    return new ArrayList<>(Influence.of(tier, measure, comparison(tier, measure)));
  }

  Recommendation recommendation() {
    return Recommendation.of(this);
  }
}
