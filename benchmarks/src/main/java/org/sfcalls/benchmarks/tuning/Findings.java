package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.benchmarks.report.Spread;
import org.sfcalls.benchmarks.tuning.Comparison.Effect;

/**
 * What the results of a run say.
 *
 * <p>The recommended configuration follows from the rounds of single settings. It is measured in
 * rounds of its own behind them, against the usual one, so that measuring it does not change it.
 */
final class Findings {
  private final List<TrialResult> results;
  private final int wanted;
  private final Map<Tier, Map<Measure, Comparison>> single;
  private final Map<Tier, Map<Measure, Comparison>> together;

  /**
   * @param wanted rounds of single settings; those behind them have the recommended configuration
   */
  Findings(List<TrialResult> results, int wanted) {
    this.results = List.copyOf(results);
    this.wanted = wanted;
    this.single = comparisons(results.stream().filter(result -> result.round() <= wanted).toList());
    this.together =
        comparisons(results.stream().filter(result -> result.round() > wanted).toList());
  }

  private static Map<Tier, Map<Measure, Comparison>> comparisons(List<TrialResult> results) {
    Map<Tier, Map<Measure, Comparison>> comparisons = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      Map<Measure, Comparison> ofTier = new EnumMap<>(Measure.class);
      for (Measure measure : Measure.of(tier)) {
        Comparison comparison = Comparison.of(tier, measure, results);
        if (comparison != null) {
          ofTier.put(measure, comparison);
        }
      }
      comparisons.put(tier, ofTier);
    }
    return comparisons;
  }

  List<Tier> tiers() {
    return results.stream().map(result -> result.trial().tier()).distinct().sorted().toList();
  }

  List<Trial> trials(Tier tier) {
    return Trial.sorted(
        results.stream()
            .map(TrialResult::trial)
            .filter(trial -> trial.tier() == tier)
            .distinct()
            .toList());
  }

  Optional<Comparison> comparison(Trial trial, Measure measure) {
    return Optional.ofNullable(
            (trial.isRecommended() ? together : single).get(trial.tier()).get(measure))
        .filter(comparison -> comparison.has(trial));
  }

  /** Median and range of a measure over the rounds; empty where it was not taken. */
  Optional<Spread> spread(Trial trial, Measure measure) {
    return comparison(trial, measure).map(comparison -> Spread.of(comparison.figures(trial)));
  }

  /** What a tier's rounds can't say yet; nothing where there are enough. */
  Optional<String> reservation(Tier tier) {
    int rounds = single.get(tier).values().stream().mapToInt(Comparison::rounds).max().orElse(0);
    return rounds >= Math.max(2, wanted)
        ? Optional.empty()
        : Optional.of(
            "%s has %d of %d rounds; one round can't tell an effect from chance."
                .formatted(tier, rounds, wanted));
  }

  boolean keptUp(Trial trial) {
    return results.stream()
        .filter(result -> result.trial().equals(trial))
        .allMatch(TrialResult::keptUp);
  }

  /**
   * How many times as much of a measure a trial has as another; empty where one was not measured.
   */
  Optional<Effect> effect(Trial trial, Trial other, Measure measure, int pairs) {
    return comparison(trial, measure)
        .filter(comparison -> comparison.has(other))
        .map(comparison -> comparison.effect(trial, other, pairs));
  }

  /**
   * How many times better than the usual configuration a trial is; empty where that was not
   * measured. The interval holds for all levels of the setting that were tried in any tier.
   */
  Optional<Effect> gain(Trial trial, Measure measure) {
    int pairs = trial.factor().map(factor -> otherLevels(factor).size()).orElse(1);
    return effect(trial, Trial.usual(trial.tier()), measure, pairs)
        .map(effect -> measure.moreIsBetter() ? effect : effect.inverse());
  }

  List<String> otherLevels(Factor factor) {
    return results.stream()
        .map(TrialResult::trial)
        .filter(trial -> trial.factor().equals(Optional.of(factor)))
        .map(trial -> trial.configuration().level(factor))
        .distinct()
        .toList();
  }

  /** How much each setting matters, by tier and measure, those that do clearly and most first. */
  List<Influence> influences() {
    List<Influence> all = new ArrayList<>();
    for (Tier tier : tiers()) {
      for (Measure measure : Measure.ANSWERED) {
        Comparison comparison = single.get(tier).get(measure);
        if (comparison != null) {
          Factor.of(tier).stream()
              .flatMap(factor -> Influence.of(tier, factor, measure, comparison).stream())
              .sorted(
                  Comparator.comparing((Influence one) -> !one.times().isClear())
                      .thenComparing(one -> -one.times().ratio()))
              .forEach(all::add);
        }
      }
    }
    return all;
  }

  /**
   * How much a setting matters to a measure: its best level against its worst.
   *
   * @param effect how many times better the best is; the interval holds for all pairs of levels
   */
  record Influence(
      Tier tier, Measure measure, Factor setting, String best, String worst, Effect times) {
    /** That of a setting; empty where it was not varied. */
    static Optional<Influence> of(
        Tier tier, Factor factor, Measure measure, Comparison comparison) {
      List<Trial> levels =
          comparison.trials().stream()
              .filter(trial -> trial.isUsual() || trial.factor().equals(Optional.of(factor)))
              .toList();
      if (levels.size() < 2) {
        return Optional.empty();
      }
      Comparator<Trial> order = Comparator.comparingDouble(comparison::mean);
      Trial most = levels.stream().max(order).orElseThrow();
      Trial least = levels.stream().min(order).orElseThrow();
      int pairs = levels.size() * (levels.size() - 1) / 2;
      // More latency is worse: the ratio is the one that is above 1.
      Effect effect = comparison.effect(most, least, pairs);
      String high = most.configuration().level(factor);
      String low = least.configuration().level(factor);
      return Optional.of(
          measure.moreIsBetter()
              ? new Influence(tier, measure, factor, high, low, effect)
              : new Influence(tier, measure, factor, low, high, effect));
    }
  }
}
