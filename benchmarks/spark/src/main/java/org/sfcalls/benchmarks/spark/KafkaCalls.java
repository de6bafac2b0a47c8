package org.sfcalls.benchmarks.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's Kafka source as ours is tuned, so that no query is faster for reading otherwise. */
final class KafkaCalls {
  private KafkaCalls() {}

  /** The records of {@code topic} as a stream, from its beginning. */
  static Dataset<Row> stream(SparkSession spark, Setting setting, String topic) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", setting.bootstrap())
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .option("kafka.isolation.level", "read_committed")
        .option("kafka.max.poll.records", "20000")
        .option("kafka.fetch.max.wait.ms", "1")
        .option("maxOffsetsPerTrigger", setting.maxOffsetsPerTrigger())
        .load();
  }
}
