package org.sfcalls.benchmarks.throughput;

import java.util.List;
import java.util.Optional;
import org.sfcalls.benchmarks.report.Spread;

/** A rate that a variant is to reach, in parts of another's. */
public record Target(String variant, String of, double needed) {

  /** What was reached; nothing where one of the two was not measured. */
  public Optional<Spread> reached(List<Result> results) {
    return results.stream()
        .filter(result -> result.variant().equals(variant))
        .findFirst()
        .flatMap(result -> result.ratioTo(of, results));
  }
}
