package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The levels that are better by themselves than the usual ones: clearly better in throughput or in
 * latency, and clearly worse in no measure of any tier that the setting concerns.
 *
 * @param changes by setting, with what speaks for it; empty where the usual configuration stays
 */
record Recommendation(Map<Factor, Change> changes) {

  /** Everything stays as it is. */
  static final Recommendation USUAL = new Recommendation(Map.of());

  /** Measures that speak against a level. */
  static final List<Measure> LIMITS =
      List.of(Measure.THROUGHPUT, Measure.LATENCY_P50, Measure.LATENCY_P99, Measure.STORED);

  /** Measures that speak for one. */
  private static final List<Measure> GOALS = List.of(Measure.THROUGHPUT, Measure.LATENCY_P50);

  /** What is certain may still be too little to change anything for: less than 5 %. */
  private static final double WORTHWHILE = 1.05;

  /**
   * A level to take instead of the usual one.
   *
   * @param reason the greatest effect that speaks for it, as how many times better
   */
  record Change(String level, Tier tier, Measure measure, Effect reason) {}

  Recommendation {
    Map<Factor, Change> copy = new EnumMap<>(Factor.class);
    copy.putAll(changes);
    changes = Collections.unmodifiableMap(copy);
  }

  /** What the trials of single settings speak for. */
  static Recommendation of(Findings findings) {
    Map<Factor, Change> changes = new EnumMap<>(Factor.class);
    for (Factor factor : Factor.values()) {
      best(factor, findings).ifPresent(change -> changes.put(factor, change));
    }
    return new Recommendation(changes);
  }

  /** Whether a gain is certain, and worth a change. */
  static boolean speaksFor(Effect gain) {
    return gain.isMore() && gain.ratio() >= WORTHWHILE;
  }

  /** Whether a loss is certain, and more than a trifle. */
  static boolean speaksAgainst(Effect gain) {
    return gain.isLess() && gain.ratio() <= 1 / WORTHWHILE;
  }

  private static Optional<Change> best(Factor factor, Findings findings) {
    List<Change> candidates = new ArrayList<>();
    for (String level : findings.otherLevels(factor)) {
      if (findings.tiers().stream().noneMatch(tier -> isWorse(tier, factor, level, findings))) {
        gain(factor, level, findings).ifPresent(candidates::add);
      }
    }
    return candidates.stream().max(Comparator.comparingDouble(change -> change.reason().ratio()));
  }

  private static boolean isWorse(Tier tier, Factor factor, String level, Findings findings) {
    Trial trial = Trial.of(tier, factor, level);
    Trial usual = Trial.usual(tier);
    if (!findings.trials(tier).contains(trial)) {
      return false;
    }
    if (findings.keptUp(usual) && !findings.keptUp(trial)) {
      return true;
    }
    for (Measure measure : LIMITS) {
      Optional<Effect> gain = findings.gain(tier, factor, level, measure);
      if (gain.filter(Recommendation::speaksAgainst).isPresent()) {
        return true;
      }
      // What could not be taken of this level alone is no good sign.
      if (gain.isEmpty()
          && Measure.of(tier).contains(measure)
          && findings.comparison(tier, measure).has(usual)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Change> gain(Factor factor, String level, Findings findings) {
    return findings.tiers().stream()
        .flatMap(
            tier ->
                GOALS.stream()
                    .flatMap(
                        measure ->
                            findings.gain(tier, factor, level, measure).stream()
                                .filter(Recommendation::speaksFor)
                                .map(effect -> new Change(level, tier, measure, effect))))
        .max(Comparator.comparingDouble(change -> change.reason().ratio()));
  }

  boolean isUsual() {
    return changes.isEmpty();
  }

  /** The usual configuration with the changes. */
  Configuration configuration() {
    Configuration configuration = Configuration.USUAL;
    for (var change : changes.entrySet()) {
      configuration = configuration.with(change.getKey(), change.getValue().level());
    }
    return configuration;
  }
}
