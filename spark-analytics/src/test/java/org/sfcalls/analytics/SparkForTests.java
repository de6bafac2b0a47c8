package org.sfcalls.analytics;

import org.apache.spark.sql.SparkSession;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.reading.CallStream;

/** One local Spark session for all tests of the module. */
public final class SparkForTests {
  private SparkForTests() {}

  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tests")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.session.timeZone", "UTC")
        .config(CallStream.ONE_STATEFUL_OPERATOR, false)
        .config(CallCounts.BATCHES_WITHOUT_CALLS, false)
        .getOrCreate();
  }
}
