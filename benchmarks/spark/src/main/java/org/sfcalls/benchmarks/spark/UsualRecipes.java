package org.sfcalls.benchmarks.spark;

import static org.apache.spark.sql.avro.functions.from_avro;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.window;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.ConsumerSettings;
import org.sfcalls.schemas.PoliceCall;

/**
 * The same counts as people write them with Spark's own functions: a watermark on the call's time,
 * {@code window()}, {@code groupBy}, {@code count} and a join with the radio codes.
 *
 * <p>All have Spark's one watermark for all partitions, which follows the newest call of any of
 * them, so they lose calls of partitions that are read more slowly, and the benchmark prints how
 * many.
 */
final class UsualRecipes {
  private static final String TYPE = "original_crime_type_name";
  private static final String TIME = "call_date_time";
  private static final String DISPOSITION = "disposition";

  private static final StructType RAW_CALL =
      StructType.fromDDL(
          "crime_id string, original_crime_type_name string, report_date string, call_date string,"
              + " offense_date string, call_time string, call_date_time timestamp, disposition"
              + " string, address string, city string, state string, agency_id string,"
              + " address_type string, common_location string");

  private UsualRecipes() {}

  /**
   * The records of {@code topic} as a stream, from its beginning, with Spark's Kafka source as ours
   * is tuned, so that no query is faster for reading otherwise.
   */
  static Dataset<Row> source(SparkSession spark, Setting setting, String topic) {
    return spark
        .readStream()
        .format("kafka")
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .options(KafkaConnection.to(setting.bootstrap()).options("kafka.", ConsumerSettings.ALL))
        .option("maxOffsetsPerTrigger", setting.maxOffsetsPerTrigger())
        .load();
  }

  /**
   * The student projects that this export is known from: JSON, then {@code distinct()} on type,
   * time and disposition, which takes two calls of a minute for one. They join the radio codes so
   * that calls with an unlisted one are dropped; here the join keeps them, so that all queries have
   * the same work.
   */
  static Dataset<Row> student(SparkSession spark, Setting setting) {
    Dataset<Row> calls =
        json(spark, setting)
            .select(TYPE, TIME, DISPOSITION)
            .withWatermark(TIME, "10 minutes")
            .distinct();
    return described(spark, setting, counted(calls));
  }

  /**
   * {@code from_avro} behind the five bytes of the wire format, with the one schema that the
   * program knows: the id that the record carries is not looked at.
   */
  static Dataset<Row> fromAvro(SparkSession spark, Setting setting) {
    Dataset<Row> calls =
        source(spark, setting, setting.topics().clean())
            .select(
                from_avro(expr("substring(value, 6)"), PoliceCall.getClassSchema().toString())
                    .as("call"))
            .select("call.*");
    return described(spark, setting, counted(calls.withWatermark(TIME, "10 minutes")));
  }

  private static Dataset<Row> json(SparkSession spark, Setting setting) {
    return source(spark, setting, setting.topics().raw())
        .select(from_json(col("value").cast(DataTypes.StringType), RAW_CALL).as("call"))
        .select("call.*");
  }

  private static Dataset<Row> counted(Dataset<Row> calls) {
    return calls
        .groupBy(window(col(TIME), "10 minutes", "5 minutes"), col(TYPE), col(DISPOSITION))
        .count();
  }

  private static Dataset<Row> radioCodes(SparkSession spark, Setting setting) {
    return spark.createDataFrame(
        RadioCodes.read(spark, setting.radioCodes()).descriptions().entrySet().stream()
            .map(code -> RowFactory.create(code.getKey(), code.getValue()))
            .toList(),
        StructType.fromDDL("disposition_code string, description string"));
  }

  private static Dataset<Row> described(SparkSession spark, Setting setting, Dataset<Row> counts) {
    return counts
        .join(
            radioCodes(spark, setting),
            col(DISPOSITION).equalTo(col("disposition_code")),
            "left_outer")
        .select(
            col("window.start").as("windowStart"),
            col("window.end").as("windowEnd"),
            col(TYPE).as("type"),
            col(DISPOSITION),
            col("description"),
            col("count"));
  }
}
