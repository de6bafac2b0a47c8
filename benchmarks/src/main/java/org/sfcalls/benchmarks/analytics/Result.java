package org.sfcalls.benchmarks.analytics;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.sfcalls.benchmarks.report.Spread;

/**
 * The measured runs of one query.
 *
 * @param calls of each run
 * @param runs in the order of the rounds
 */
record Result(Variant variant, long calls, List<Measured> runs) {
  Result {
    runs = List.copyOf(runs);
  }

  /** The result of {@code variant} among {@code results}, if it was measured. */
  static Optional<Result> of(Variant variant, List<Result> results) {
    return results.stream().filter(result -> result.variant == variant).findFirst();
  }

  /** Calls a second. */
  Spread rate() {
    return spread(run -> run.rate(calls));
  }

  /** The spread of a figure of the runs. */
  Spread spread(ToDoubleFunction<Measured> figure) {
    return Spread.of(series(figure));
  }

  private List<Double> series(ToDoubleFunction<Measured> figure) {
    return runs.stream().map(figure::applyAsDouble).toList();
  }

  /** The rate in parts of another's. */
  Spread ratioTo(Result other) {
    return Spread.ratio(series(run -> run.rate(calls)), other.series(run -> run.rate(other.calls)));
  }

  /** The largest resident memory at the end of a run, bytes; 0 where it can't be told. */
  long residentBytes() {
    return runs.stream().mapToLong(Measured::residentBytes).max().orElse(0);
  }
}
