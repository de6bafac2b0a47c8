package org.sfcalls.benchmarks.tuning;

import java.util.Map;

/** Runs trials of a tier. */
interface TierTrials extends AutoCloseable {

  /**
   * What a trial came to.
   *
   * @param keptUp as in {@link TrialResult}
   */
  record Outcome(Map<Measure, Double> figures, boolean keptUp) {}

  /**
   * Runs the tier once with a configuration.
   *
   * @throws org.sfcalls.access.CommandFailure when it fails, or what it wrote is not what it must
   *     be
   */
  Outcome run(Configuration configuration);

  @Override
  void close();
}
