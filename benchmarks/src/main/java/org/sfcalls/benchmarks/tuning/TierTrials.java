package org.sfcalls.benchmarks.tuning;

import java.util.Map;

/** Runs trials of a tier. */
interface TierTrials extends AutoCloseable {

  record Outcome(Map<Measure, Double> figures, boolean keptUp) {}

  Outcome run(Configuration configuration);

  @Override
  void close();
}
