package org.sfcalls.benchmarks.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.analytics.reading.ConsumerSettings;

/** Spark's Kafka source as ours is tuned, so that no query is faster for reading otherwise. */
final class KafkaCalls {
  private KafkaCalls() {}

  /** The records of {@code topic} as a stream, from its beginning. */
  static Dataset<Row> stream(SparkSession spark, Setting setting, String topic) {
    return spark
        .readStream()
        .format("kafka")
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .options(KafkaConnection.to(setting.bootstrap()).options("kafka.", ConsumerSettings.ALL))
        .option("maxOffsetsPerTrigger", setting.maxOffsetsPerTrigger())
        .load();
  }
}
