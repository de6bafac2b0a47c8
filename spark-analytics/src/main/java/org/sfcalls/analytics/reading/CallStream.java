package org.sfcalls.analytics.reading;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.counting.WindowSpec;

/**
 * The stream of packed calls, with its watermark.
 *
 * <p>Spark's watermark follows the newest event time of any partition, so while partitions are read
 * at different event times the slower ones count as late. Here each partition is a source of its
 * own with a watermark of its own, and Spark takes the minimum of them.
 */
public final class CallStream {

  private static final Encoder<PackedCalls> PACKED = Encoders.bean(PackedCalls.class);

  /**
   * Where and how to read.
   *
   * @param bootstrap Kafka brokers
   * @param registryUrl schema registry
   * @param topic topic of clean calls
   * @param partitions how many it has
   * @param maxOffsetsPerTrigger most records of a batch, all partitions together
   * @param idleAfter how long, wall-clock, a partition may be without calls while others have some
   *     before it no longer holds the watermark
   */
  public record Source(
      String bootstrap,
      String registryUrl,
      String topic,
      int partitions,
      long maxOffsetsPerTrigger,
      Duration idleAfter) {}

  private CallStream() {}

  /** The packed calls of all partitions, with the watermark on their newest event times. */
  public static Dataset<PackedCalls> of(SparkSession spark, Source source, WindowSpec spec) {
    PartitionClocks clocks = new PartitionClocks();
    spark.sparkContext().register(clocks, "partition clocks");
    String activity =
        IdleMarkSource.register(
            new PartitionActivity(clocks::value, source.idleAfter(), InstantSource.system()));
    CallPacker packer = new CallPacker(source.registryUrl(), spec, clocks);
    Dataset<PackedCalls> all = null;
    for (int partition = 0; partition < source.partitions(); partition++) {
      Dataset<PackedCalls> calls =
          withWatermark(
              records(spark, source, partition)
                  .mapPartitions(packer, PACKED)
                  .union(idleMarks(spark, activity, partition)),
              spec);
      all = all == null ? calls : all.union(calls);
    }
    return all;
  }

  /** The packed calls that the topic holds now, as a batch; without a watermark. */
  public static Dataset<PackedCalls> ofAll(SparkSession spark, Source source, WindowSpec spec) {
    PartitionClocks clocks = new PartitionClocks();
    spark.sparkContext().register(clocks, "partition clocks");
    return spark
        .read()
        .format("kafka")
        .option("kafka.bootstrap.servers", source.bootstrap())
        .option("subscribe", source.topic())
        .option("kafka.isolation.level", "read_committed")
        .option("kafka.max.poll.records", "20000")
        .load()
        .select("key", "value", "partition", "offset")
        .mapPartitions(new CallPacker(source.registryUrl(), spec, clocks), PACKED);
  }

  /** The watermark that stays the spec's lateness behind the newest call of this dataset. */
  static Dataset<PackedCalls> withWatermark(Dataset<PackedCalls> calls, WindowSpec spec) {
    return calls.withWatermark(IdleMarkSource.NEWEST, spec.lateness().toMillis() + " milliseconds");
  }

  private static Dataset<Row> records(SparkSession spark, Source source, int partition) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", source.bootstrap())
        .option("assign", "{\"" + source.topic() + "\":[" + partition + "]}")
        .option("startingOffsets", "earliest")
        // Records of a transaction that was rolled back never were.
        .option("kafka.isolation.level", "read_committed")
        .option("kafka.max.poll.records", "20000")
        .option(
            "maxOffsetsPerTrigger",
            Math.max(1, source.maxOffsetsPerTrigger() / source.partitions()))
        .load()
        .select("key", "value", "partition", "offset");
  }

  /** The marks of a partition while it is idle, as rows without calls. */
  static Dataset<PackedCalls> idleMarks(SparkSession spark, String activity, int partition) {
    return spark
        .readStream()
        .format(IdleMarkSource.class.getName())
        .options(Map.of("activity", activity, "partition", Integer.toString(partition)))
        .load()
        .map(
            (MapFunction<Row, PackedCalls>)
                mark -> {
                  PackedCalls idle = new PackedCalls();
                  idle.setPartition(partition);
                  idle.setNewest(mark.getTimestamp(0));
                  return idle;
                },
            PACKED);
  }
}
