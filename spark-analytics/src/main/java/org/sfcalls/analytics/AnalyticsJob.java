package org.sfcalls.analytics;

import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.storage.StorageLevel;
import org.sfcalls.analytics.progress.BatchProgressListener;
import org.sfcalls.analytics.running.BatchGate;
import org.sfcalls.analytics.writing.Sink;

/** Starts the streaming query on its sinks. */
final class AnalyticsJob {
  private AnalyticsJob() {}

  /**
   * Starts the query.
   *
   * @param outcomes what {@link org.sfcalls.analytics.counting.CallCounts#of} gives of the stream
   * @param config names the query, its trigger and the folder that it goes on from after a restart
   * @param batchGate run before a batch's work begins; may hold it back
   * @param batchDone is told the number of each batch that all sinks have
   * @throws TimeoutException when Spark can't start it in time
   */
  static StreamingQuery start(
      Dataset<Row> outcomes,
      List<Sink> sinks,
      AnalyticsConfig config,
      BatchGate batchGate,
      LongConsumer batchDone)
      throws TimeoutException {
    return BatchProgressListener.observed(outcomes)
        .writeStream()
        .queryName(config.queryName())
        .trigger(Trigger.ProcessingTime(config.trigger().toMillis()))
        .outputMode(OutputMode.Update())
        .option("checkpointLocation", config.checkpoint())
        .foreachBatch(
            (VoidFunction2<Dataset<Row>, Long>)
                (batch, number) -> {
                  batchGate.pass();
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
