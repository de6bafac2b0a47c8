package org.sfcalls.benchmarks.tuning;

import java.util.Map;

/** Runs trials of a tier. */
interface TierTrials extends AutoCloseable {

  /** What a trial came to. */
  record Outcome(Map<Measure, Double> figures, boolean keptUp) {}

  /** Runs the tier once with a configuration. */
  Outcome run(Configuration configuration);

  @Override
  void close();
}
