package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;

/** Trials by what they change. */
final class Trials {
  private Trials() {}

  /**
   * The trials with which a setting's levels are compared: the usual one, and those that change
   * that setting alone.
   */
  static List<Trial> levels(Tier tier, Factor factor, List<Trial> trials) {
    List<Trial> levels = new ArrayList<>();
    for (Trial trial : trials) {
      if (trial.tier() == tier
          && (trial.name().equals(Trial.USUAL) || trial.name().startsWith(factor + "="))) {
        levels.add(trial);
      }
    }
    return levels;
  }
}
