package org.sfcalls.benchmarks.analytics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of the project's query, by how much longer the query takes with it than without it.
 *
 * @param seconds of a run; the difference of two medians, so it may be a little off, even below 0
 * @param from how it was found
 */
record Part(String name, double seconds, String from) {

  /** The parts, as far as the queries that tell them were measured. */
  static List<Part> of(List<Result> results, int cores) {
    List<Part> parts = new ArrayList<>();
    Optional<Double> source = median(Variant.SOURCE, results);
    Optional<Double> decode = median(Variant.OURS_DECODE, results);
    Optional<Double> ours = median(Variant.OURS, results);
    Optional<Double> kafka = median(Variant.OURS_KAFKA, results);
    source.ifPresent(seconds -> parts.add(new Part("source", seconds, "source")));
    if (source.isPresent() && decode.isPresent()) {
      parts.add(new Part("decode, pack", decode.get() - source.get(), "ours-decode less source"));
    }
    if (decode.isPresent() && ours.isPresent()) {
      double all = ours.get() - decode.get();
      double state =
          Result.of(Variant.OURS, results)
              .orElseThrow()
              .spread(run -> taskMillis(run) / 1e3 / cores)
              .median();
      parts.add(
          new Part("shuffle, counting", all - state, "ours less ours-decode, but for the state"));
      parts.add(new Part("state", state, "Spark's figures of the state store, of ours"));
    }
    if (ours.isPresent() && kafka.isPresent()) {
      parts.add(new Part("sink to Kafka", kafka.get() - ours.get(), "ours-kafka less ours"));
    }
    return parts;
  }

  private static double taskMillis(Measured run) {
    return run.figure("state_commit_task_ms");
  }

  private static Optional<Double> median(Variant variant, List<Result> results) {
    return Result.of(variant, results).map(result -> result.spread(Measured::seconds).median());
  }
}
