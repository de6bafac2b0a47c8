package org.sfcalls.benchmarks.ingest;

import java.util.List;
import java.util.Optional;
import org.sfcalls.benchmarks.report.Spread;

/**
 * The measured runs of one application.
 *
 * @param calls of each run
 * @param runs in the order of the rounds
 */
record Result(Variant variant, Mode mode, long calls, List<Measured> runs) {
  Result {
    runs = List.copyOf(runs);
  }

  /** Calls a second. */
  Spread rate() {
    return Spread.of(rates());
  }

  private List<Double> rates() {
    return runs.stream().map(run -> run.rate(calls)).toList();
  }

  /** Processor time of the application a call, microseconds. */
  Spread cpuMicros() {
    return Spread.of(runs.stream().map(run -> run.cpuMicros(calls)).toList());
  }

  /** The largest resident memory at the end of a run, bytes; 0 where it can't be told. */
  long residentBytes() {
    return runs.stream().mapToLong(Measured::residentBytes).max().orElse(0);
  }

  /**
   * The rate in parts of another's: the ratio of the medians, and the range of the ratios of each
   * round.
   */
  Spread ratioTo(Result limit) {
    return Spread.ratio(rates(), limit.rates());
  }

  /** The copy's result for the same mode and calls. */
  Optional<Result> limitIn(List<Result> results) {
    return results.stream()
        .filter(
            other -> other.variant == Variant.COPY && other.mode == mode && other.calls == calls)
        .findFirst();
  }
}
