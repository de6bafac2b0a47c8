package org.sfcalls.benchmarks.spark;

import org.apache.spark.sql.SparkSession;
import org.sfcalls.analytics.JobSession;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.reading.CallStream;

/** Sessions with the analytics job's settings, in the JVM itself. */
final class JobSessions {

  private JobSessions() {}

  /**
   * A session to come. Of what the job sets when it has its session, {@link
   * JobSession#cheapBatches} is left to do.
   *
   * @param cores tasks at once
   */
  static SparkSession.Builder builder(String name, int cores, String temporary) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .appName(name)
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.local.dir", temporary)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.streaming.multipleWatermarkPolicy", "min")
        .config(CallStream.ONE_STATEFUL_OPERATOR, false)
        .config(CallCounts.BATCHES_WITHOUT_CALLS, false)
        // Every batch's figures are wanted.
        .config("spark.sql.streaming.numRecentProgressUpdates", 1_000_000);
  }
}
