package org.sfcalls.benchmarks.tuning;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a trial came to in one round.
 *
 * @param finished when, ISO 8601
 * @param figures by measure; a measure that could not be taken is missing, or is no number
 * @param keptUp whether the live calls were counted as fast as they came; where not, the latencies
 *     are at least these
 */
record TrialResult(
    Trial trial,
    int round,
    String finished,
    double seconds,
    Map<Measure, Double> figures,
    boolean keptUp) {
  TrialResult {
    Map<Measure, Double> taken = new EnumMap<>(Measure.class);
    figures.forEach(
        (measure, figure) -> {
          if (Double.isFinite(figure)) {
            taken.put(measure, figure);
          }
        });
    figures = Collections.unmodifiableMap(taken);
  }

  OptionalDouble figure(Measure measure) {
    Double figure = figures.get(measure);
    return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
  }
}
