package org.sfcalls.analytics.reading;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.schemas.WindowSpec;

/**
 * The stream of packed calls, with its watermark.
 *
 * <p>Spark's watermark follows the newest event time of any partition, so while partitions are read
 * at different event times the slower ones count as late. Here each partition has a watermark of
 * its own, over a column that only its rows fill, and Spark takes the minimum of them. One source
 * reads all partitions: a source for each would cost a plan, a look at the broker and a task more
 * for each of them in every batch.
 */
public final class CallStream {

  /**
   * Must be {@code false}: with several stateful operators Spark works out a watermark for each,
   * for which it allows one watermark above another no more. There is one here.
   */
  public static final String ONE_STATEFUL_OPERATOR =
      "spark.sql.streaming.statefulOperator.allowMultiple";

  private static final Encoder<PackedCalls> PACKED = Encoders.bean(PackedCalls.class);

  /**
   * Where and how to read.
   *
   * @param kafka the cluster
   * @param registry schema registry
   * @param topic topic of clean calls
   * @param partitions how many it has
   * @param maxOffsetsPerTrigger most records of a batch, all partitions together
   * @param idleAfter how long, wall-clock, a partition may be without calls while others have some
   *     before it no longer holds the watermark
   * @param inputEnd consumer group whose offsets on the topic are where the input has ended; empty
   *     for an input without an end
   */
  public record Source(
      KafkaConnection kafka,
      RegistryConnection registry,
      String topic,
      int partitions,
      long maxOffsetsPerTrigger,
      Duration idleAfter,
      Optional<String> inputEnd) {

    /** An input without an end. */
    public Source(
        KafkaConnection kafka,
        RegistryConnection registry,
        String topic,
        int partitions,
        long maxOffsetsPerTrigger,
        Duration idleAfter) {
      this(kafka, registry, topic, partitions, maxOffsetsPerTrigger, idleAfter, Optional.empty());
    }
  }

  private CallStream() {}

  /** The fields that are read of a call, whatever schema it was written with. */
  public static Schema readerSchema() {
    return CallDecoder.READER;
  }

  /** The packed calls of a query that has no checkpoint yet. */
  public static Dataset<Row> of(
      SparkSession spark, Source source, WindowSpec spec, Grouping grouping) {
    return of(spark, source, spec, grouping, OptionalLong.empty());
  }

  /**
   * The packed calls of all partitions, with the watermark on their newest event times.
   *
   * @param watermarkMs the watermark that the checkpoint holds, epoch milliseconds, where it holds
   *     one: no partition's clock is behind it
   * @return the columns of {@link PackedCalls}, and those of the watermarks
   */
  public static Dataset<Row> of(
      SparkSession spark,
      Source source,
      WindowSpec spec,
      Grouping grouping,
      OptionalLong watermarkMs) {
    PartitionClocks clocks =
        clocks(
            spark,
            watermarkMs.isPresent()
                ? watermarkMs.getAsLong() + spec.lateness().toMillis()
                : Seen.NEVER_MS);
    String activity =
        IdleMarkSource.register(
            new PartitionActivity(clocks::value, source.idleAfter(), InstantSource.system()),
            inputEnd(source, clocks, spec));
    Dataset<Row> calls =
        records(spark, source)
            .mapPartitions(new CallPacker(source.registry(), spec, grouping, clocks), PACKED)
            .toDF()
            .union(idleMarks(spark, activity, source.partitions()));
    return withWatermarks(calls, source.partitions(), spec);
  }

  /**
   * The packed calls of records that are all there.
   *
   * @param records the columns key, value, partition and offset, and any others
   */
  public static Dataset<PackedCalls> packed(
      Dataset<Row> records, RegistryConnection registry, WindowSpec spec, Grouping grouping) {
    return records
        .select("key", "value", "partition", "offset")
        .mapPartitions(
            new CallPacker(registry, spec, grouping, clocks(records.sparkSession(), Seen.NEVER_MS)),
            PACKED);
  }

  private static InputEnd inputEnd(Source source, PartitionClocks clocks, WindowSpec spec) {
    Supplier<Map<Integer, Long>> ends =
        source.inputEnd().isEmpty()
            ? Map::of
            : new InputEndGroup(source.kafka(), source.inputEnd().get(), source.topic());
    return new InputEnd(
        clocks::value, ends, checkpoint -> FinishedBatch.of(checkpoint, source.topic()), spec);
  }

  private static PartitionClocks clocks(SparkSession spark, long startMs) {
    PartitionClocks clocks = new PartitionClocks(startMs);
    spark.sparkContext().register(clocks, "partition clocks");
    return clocks;
  }

  /**
   * Calls with a watermark for each partition, which stays the spec's lateness behind its newest
   * call. Needs Spark's setting {@link #ONE_STATEFUL_OPERATOR}.
   *
   * @param calls the columns of {@link PackedCalls}
   */
  public static Dataset<Row> withWatermarks(Dataset<Row> calls, int partitions, WindowSpec spec) {
    // All columns at once: what stands between two watermarks is a piece of code for itself.
    Map<String, Column> newest = new LinkedHashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      newest.put(
          "newest_" + partition,
          when(col("partition").equalTo(partition), expr("timestamp_millis(clockMs)")));
    }
    Dataset<Row> watermarked = calls.withColumns(newest);
    for (String column : newest.keySet()) {
      watermarked = watermarked.withWatermark(column, spec.lateness().toMillis() + " milliseconds");
    }
    return watermarked;
  }

  private static Dataset<Row> records(SparkSession spark, Source source) {
    return spark
        .readStream()
        .format("kafka")
        // Not by subscription: a partition that is added later would have no watermark.
        .option(
            "assign",
            "{\"%s\":%s}"
                .formatted(
                    source.topic(),
                    Arrays.toString(IntStream.range(0, source.partitions()).toArray())))
        .option("startingOffsets", "earliest")
        .options(source.kafka().options("kafka.", ConsumerSettings.ALL))
        .option("maxOffsetsPerTrigger", source.maxOffsetsPerTrigger())
        .load()
        .select("key", "value", "partition", "offset");
  }

  /** The marks of idle partitions, as rows of their kind. */
  static Dataset<Row> idleMarks(SparkSession spark, String activity, int partitions) {
    return spark
        .readStream()
        .format(IdleMarkSource.class.getName())
        .options(Map.of("activity", activity, "partitions", Integer.toString(partitions)))
        .load()
        .select(
            Arrays.stream(PACKED.schema().fields())
                .map(field -> markColumn(field).as(field.name()))
                .toArray(Column[]::new));
  }

  private static Column markColumn(StructField field) {
    return switch (field.name()) {
      case "partition", "clockMs" -> col(field.name());
      case "kind" -> lit(PackedCalls.Kind.IDLE_MARK.name());
      case "group" -> lit(PackedCalls.NO_GROUP);
      default -> lit(null).cast(field.dataType());
    };
  }
}
