package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Trials by what they change. */
final class Trials {
  private Trials() {}

  /**
   * The trials with which a setting's levels are compared: the usual one, and those that change
   * that setting alone; in the order of the levels.
   */
  static List<Trial> levels(Tier tier, Factor factor, List<Trial> trials) {
    List<Trial> levels = new ArrayList<>();
    for (Trial trial : trials) {
      if (trial.tier() == tier && (trial.isUsual() || trial.name().startsWith(factor + "="))) {
        levels.add(trial);
      }
    }
    List<String> names = levels.stream().map(trial -> trial.configuration().level(factor)).toList();
    levels.sort(
        Comparator.comparing(
            trial -> trial.configuration().level(factor), LevelOrder.of(factor, names)));
    return levels;
  }

  /**
   * A tier's trials in the order in which they are shown: the usual one, setting by setting, those
   * with other names, the recommended one.
   */
  static List<Trial> sorted(Tier tier, List<Trial> trials) {
    Set<Trial> sorted = new LinkedHashSet<>();
    trials.stream().filter(Trial::isUsual).forEach(sorted::add);
    for (Factor factor : Factor.of(tier)) {
      sorted.addAll(levels(tier, factor, trials));
    }
    trials.stream()
        .filter(trial -> !trial.isRecommended())
        .sorted(Comparator.comparing(Trial::name))
        .forEach(sorted::add);
    sorted.addAll(trials);
    return sorted.stream().filter(trial -> trial.tier() == tier).toList();
  }
}
