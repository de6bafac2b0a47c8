package org.sfcalls.benchmarks.ingest;

import java.util.List;

/**
 * All that a benchmark measured.
 *
 * @param results by size, then mode, then variant; none when it was stopped by a signal
 * @param profiles in the same order; none unless they were asked for
 */
record Measurements(List<Result> results, List<Profiled> profiles) {
  static final Measurements NONE = new Measurements(List.of(), List.of());

  Measurements {
    results = List.copyOf(results);
    profiles = List.copyOf(profiles);
  }
}
