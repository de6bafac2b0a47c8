package org.sfcalls.analytics.writing;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes the outcomes of a micro-batch. A batch may come again after a crash, with the same rows.
 */
public interface Sink {

  /**
   * Writes them; when this returns they are kept.
   *
   * @param outcomes the columns of {@link org.sfcalls.analytics.counting.CallCounts#of}
   * @param batch number of the batch
   */
  void write(Dataset<Row> outcomes, long batch);

  /** Whether {@link #write} goes through the outcomes more than once. */
  default boolean readsTwice() {
    return false;
  }
}
