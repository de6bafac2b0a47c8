package org.sfcalls.benchmarks.tuning;

import java.nio.file.Path;
import java.util.List;
import org.sfcalls.benchmarks.calls.CallSupply;

/**
 * What to measure.
 *
 * @param trials of a round
 * @param rounds of them
 * @param warmup runs of each tier before them that do not count
 * @param confirmations rounds in which the recommended configuration is measured
 * @param orderSeed for the order of the trials
 * @param folder for results and the stack's data
 */
record TuneSettings(
    List<Trial> trials,
    int rounds,
    int warmup,
    int confirmations,
    Workload workload,
    CallSupply supply,
    long orderSeed,
    Path folder) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  TuneSettings {
    trials = List.copyOf(trials);
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds is " + rounds + ", at least 1 is needed");
    }
  }

  /** The tiers that have trials. */
  List<Tier> tiers() {
    return trials.stream().map(Trial::tier).distinct().toList();
  }

  /** The numbers of partitions that a tier's trials need. */
  List<Integer> partitions(Tier tier) {
    return trials.stream()
        .filter(trial -> trial.tier() == tier)
        .map(trial -> trial.configuration().number(Factor.PARTITIONS))
        .distinct()
        .sorted()
        .toList();
  }
}
