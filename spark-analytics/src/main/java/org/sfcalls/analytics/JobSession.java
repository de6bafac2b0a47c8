package org.sfcalls.analytics;

import org.apache.spark.sql.SparkSession;

/** The Spark session of the module's programs. */
public final class JobSession {

  private JobSession() {}

  /** Starts it. Settings given to spark-submit win over these. */
  public static SparkSession start(String name) {
    SparkSession spark = SparkSession.builder().appName(name).getOrCreate();
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    // What the account rests on: no partition's calls are late because another was read faster.
    spark.conf().set("spark.sql.streaming.multipleWatermarkPolicy", "min");
    if (!spark.sparkContext().getConf().contains("spark.sql.shuffle.partitions")) {
      // Each shuffle partition costs a task and a state commit a batch: as many as run at once.
      spark.conf().set("spark.sql.shuffle.partitions", spark.sparkContext().defaultParallelism());
    }
    return spark;
  }
}
