package org.sfcalls.benchmarks.throughput;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.sfcalls.benchmarks.report.Spread;

/** The measured runs of one program. */
public record Result(String variant, long calls, List<Measured> runs) {
  public Result {
    runs = List.copyOf(runs);
  }

  /** Calls per second. */
  public Spread rate() {
    return spread(run -> run.rate(calls));
  }

  public Spread spread(ToDoubleFunction<Measured> figure) {
    return Spread.of(series(figure));
  }

  private List<Double> series(ToDoubleFunction<Measured> figure) {
    return runs.stream().map(figure::applyAsDouble).toList();
  }

  /** The rate in parts of that of another variant with the same calls, if there is one. */
  public Optional<Spread> ratioTo(String other, List<Result> results) {
    return results.stream()
        .filter(base -> base.variant.equals(other) && base.calls == calls)
        .findFirst()
        .map(
            base ->
                Spread.ratio(
                    series(run -> run.rate(calls)), base.series(run -> run.rate(base.calls))));
  }

  /**
   * The largest resident memory at the end of a run, bytes; 0 where the system does not show it.
   */
  public long residentBytes() {
    return runs.stream().mapToLong(run -> run.figure(Measured.RESIDENT)).max().orElse(0);
  }
}
