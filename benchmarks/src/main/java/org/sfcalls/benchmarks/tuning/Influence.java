package org.sfcalls.benchmarks.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much a setting matters to a measure: its best level against its worst.
 *
 * @param effect how many times better the best is; the interval holds for all pairs of levels
 */
record Influence(Factor factor, Measure measure, Trial best, Trial worst, Effect effect) {

  /** That of a setting; empty where it was not varied. */
  static Optional<Influence> of(Factor factor, Measure measure, Comparison comparison) {
    List<Trial> levels = Trial.levels(factor, comparison.trials());
    if (levels.size() < 2) {
      return Optional.empty();
    }
    Comparator<Trial> order = Comparator.comparingDouble(comparison::mean);
    Trial most = levels.stream().max(order).orElseThrow();
    Trial least = levels.stream().min(order).orElseThrow();
    int pairs = levels.size() * (levels.size() - 1) / 2;
    // More latency is worse: the ratio is the one that is above 1.
    Effect effect = comparison.effect(most, least, pairs);
    return Optional.of(
        measure.moreIsBetter()
            ? new Influence(factor, measure, most, least, effect)
            : new Influence(factor, measure, least, most, effect));
  }

  String bestLevel() {
    return best.configuration().level(factor);
  }

  String worstLevel() {
    return worst.configuration().level(factor);
  }
}
