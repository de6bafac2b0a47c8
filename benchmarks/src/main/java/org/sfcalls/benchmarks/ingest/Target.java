package org.sfcalls.benchmarks.ingest;

import java.util.List;
import java.util.Optional;
import org.sfcalls.benchmarks.report.Spread;

/** What an application wants to reach in exactly-once mode: a rate in parts of the copy's. */
record Target(Variant variant, double needed) {

  static final List<Target> ALL =
      List.of(new Target(Variant.OURS, 0.60), new Target(Variant.OURS_NO_REPEATS, 0.80));

  /** What was reached; nothing where the application or the copy was not measured. */
  Optional<Spread> reached(List<Result> results) {
    return results.stream()
        .filter(result -> result.variant() == variant && result.mode() == Mode.EXACTLY_ONCE)
        .findFirst()
        .flatMap(result -> result.limitIn(results).map(result::ratioTo));
  }
}
