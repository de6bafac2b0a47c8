package org.sfcalls.benchmarks.spark;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** What Spark tells of the batches of a query, summed up. */
final class QueryFigures {

  private final Map<String, Long> figures = new LinkedHashMap<>();
  private Instant start;

  /** Adds a batch; batches come in their order. */
  void add(StreamingQueryProgress batch) {
    if (start == null) {
      start = Instant.parse(batch.timestamp());
    }
    if (!batch.durationMs().containsKey("addBatch")) {
      // An idle query reports now and then without having run a batch.
      return;
    }
    plus("batches", 1);
    plus("rows", batch.numInputRows());
    plus("work_ms", batch.durationMs().get("addBatch"));
    Row late = batch.observedMetrics().get(Ours.LATE);
    if (late != null && !late.isNullAt(0)) {
      plus(Ours.LATE, late.getLong(0));
    }
  }

  private void plus(String figure, long more) {
    figures.merge(figure, more, Long::sum);
  }

  /** When the first batch began. */
  Instant start() {
    if (start == null) {
      throw new IllegalStateException("the query ran no batch");
    }
    return start;
  }

  /** {@code name=number} for each figure, with a space between. */
  static String text(Map<String, Long> figures) {
    return figures.entrySet().stream()
        .map(figure -> figure.getKey() + "=" + figure.getValue())
        .collect(Collectors.joining(" "));
  }

  Map<String, Long> all() {
    return figures;
  }
}
