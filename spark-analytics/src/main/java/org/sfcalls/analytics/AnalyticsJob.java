package org.sfcalls.analytics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.storage.StorageLevel;
import org.sfcalls.analytics.counting.WindowOutcome;
import org.sfcalls.analytics.progress.BatchProgressListener;
import org.sfcalls.analytics.writing.Sink;

/** Starts the streaming query on its sinks. */
final class AnalyticsJob {
  private AnalyticsJob() {}

  /**
   * Starts the query.
   *
   * @param outcomes what {@link org.sfcalls.analytics.counting.CallCounts#of} gives of the stream
   * @param checkpoint folder that the query goes on from after a restart
   * @param batchDone is told the number of each batch that all sinks have
   * @throws TimeoutException when Spark can't start it in time
   */
  static StreamingQuery start(
      Dataset<Row> outcomes, List<Sink> sinks, String checkpoint, LongConsumer batchDone)
      throws TimeoutException {
    return outcomes
        .observe(
            BatchProgressListener.METRICS,
            count(when(col("kind").equalTo(WindowOutcome.LATE), 1)).as("late"),
            count(when(col("kind").equalTo(WindowOutcome.UNDECODABLE), 1)).as("undecodable"))
        .writeStream()
        .queryName("call-counts")
        .outputMode(OutputMode.Update())
        .options(Map.of("checkpointLocation", checkpoint))
        .foreachBatch(
            (VoidFunction2<Dataset<Row>, Long>)
                (batch, number) -> {
                  // Several sinks must not compute the batch, and change its state, several times.
                  boolean several = sinks.size() > 1 || sinks.get(0).readsTwice();
                  Dataset<Row> rows =
                      several ? batch.persist(StorageLevel.MEMORY_AND_DISK()) : batch;
                  try {
                    for (Sink sink : sinks) {
                      sink.write(rows, number);
                    }
                    batchDone.accept(number);
                  } finally {
                    if (several) {
                      rows.unpersist();
                    }
                  }
                })
        .start();
  }
}
