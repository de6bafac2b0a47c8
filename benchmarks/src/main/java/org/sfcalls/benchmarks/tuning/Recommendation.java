package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
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

  /** Measures that speak for a level. */
  private static final List<Measure> GOALS = List.of(Measure.THROUGHPUT, Measure.LATENCY_P50);

  /** Measures that speak against one. */
  private static final List<Measure> LIMITS =
      List.of(Measure.THROUGHPUT, Measure.LATENCY_P50, Measure.LATENCY_P99, Measure.STORED);

  /**
   * A level to take instead of the usual one.
   *
   * @param reason the clearest effect that speaks for it
   */
  record Change(String level, Tier tier, Measure measure, Effect reason) {}

  Recommendation {
    Map<Factor, Change> copy = new EnumMap<>(Factor.class);
    copy.putAll(changes);
    changes = copy;
  }

  /** What the trials of single settings speak for. */
  static Recommendation of(Findings findings) {
    Map<Factor, Change> changes = new EnumMap<>(Factor.class);
    for (Factor factor : Factor.values()) {
      best(factor, findings).ifPresent(change -> changes.put(factor, change));
    }
    return new Recommendation(changes);
  }

  private static Optional<Change> best(Factor factor, Findings findings) {
    List<Change> candidates = new ArrayList<>();
    for (String level : findings.otherLevels(factor)) {
      if (!isWorse(factor, level, findings)) {
        gain(factor, level, findings).ifPresent(candidates::add);
      }
    }
    return candidates.stream().max(Comparator.comparingDouble(change -> change.reason().ratio()));
  }

  private static boolean isWorse(Factor factor, String level, Findings findings) {
    return findings.tiers().stream()
        .anyMatch(
            tier ->
                LIMITS.stream()
                    .flatMap(measure -> findings.gain(tier, factor, level, measure).stream())
                    .anyMatch(Effect::isLess));
  }

  private static Optional<Change> gain(Factor factor, String level, Findings findings) {
    return findings.tiers().stream()
        .flatMap(
            tier ->
                GOALS.stream()
                    .flatMap(
                        measure ->
                            findings.gain(tier, factor, level, measure).stream()
                                .filter(Effect::isMore)
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
