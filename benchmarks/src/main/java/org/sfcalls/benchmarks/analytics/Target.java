package org.sfcalls.benchmarks.analytics;

import java.util.List;
import java.util.Optional;
import org.sfcalls.benchmarks.report.Spread;

/** What the project's query wants to reach: a rate in parts of another query's. */
record Target(Variant variant, Variant of, double needed) {

  static final List<Target> ALL =
      List.of(
          new Target(Variant.OURS, Variant.FROM_AVRO, 3.0),
          new Target(Variant.OURS, Variant.STUDENT, 6.0),
          new Target(Variant.OURS, Variant.SOURCE, 0.40),
          new Target(Variant.OURS_BATCH, Variant.SOURCE, 0.60));

  /** What was reached; nothing where one of the two was not measured. */
  Optional<Spread> reached(List<Result> results) {
    return Result.of(variant, results)
        .flatMap(result -> Result.of(of, results).map(result::ratioTo));
  }
}
