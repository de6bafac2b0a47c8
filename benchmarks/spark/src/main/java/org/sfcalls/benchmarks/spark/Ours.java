package org.sfcalls.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.JobSession;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.BoundedTopic;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.writing.KafkaSink;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.WindowSpec;

/** The project's query. Nothing else here knows what it is made of. */
final class Ours {
  /** Name of the observed metric that counts late pairs, in its only column. */
  static final String LATE = "late";

  /** Tasks at once, as the sandbox runs the job. */
  static final int CORES = 2;

  private static final WindowSpec SPEC = WindowSpec.DEFAULT;

  private Ours() {}

  static Dataset<Row> outcomes(SparkSession spark, Setting setting) {
    return outcomes(
        CallCounts.of(
            CallStream.of(spark, source(setting), SPEC, Grouping.DEFAULT),
            codes(spark, setting),
            SPEC));
  }

  static Dataset<Row> outcomesOfBatch(SparkSession spark, Setting setting) {
    return outcomes(
        CallCounts.of(
            CallStream.packed(
                    BoundedTopic.now(kafka(setting), setting.topics().clean()).records(spark),
                    RegistryConnection.to(setting.registryUrl()),
                    SPEC,
                    Grouping.DEFAULT)
                .toDF(),
            codes(spark, setting),
            SPEC));
  }

  static Dataset<Row> counts(Dataset<Row> outcomes) {
    return CallCounts.windows(outcomes, SPEC);
  }

  static Sink kafkaSink(Setting setting) {
    return new KafkaSink(
        kafka(setting), new Registry(setting.registryUrl()), setting.topics(), SPEC);
  }

  private static Dataset<Row> outcomes(Dataset<Row> outcomes) {
    return outcomes.observe(LATE, sum(size(col("lateOffsets"))).as(LATE));
  }

  private static RadioCodes codes(SparkSession spark, Setting setting) {
    return RadioCodes.read(spark, setting.radioCodes());
  }

  private static KafkaConnection kafka(Setting setting) {
    return KafkaConnection.to(setting.bootstrap());
  }

  private static CallStream.Source source(Setting setting) {
    return new CallStream.Source(
        kafka(setting),
        RegistryConnection.to(setting.registryUrl()),
        setting.topics().clean(),
        setting.partitions(),
        setting.maxOffsetsPerTrigger(),
        Duration.ofSeconds(30));
  }

  /**
   * The job's session, with what its launcher says here.
   *
   * @param more settings of the session's own
   */
  static SparkSession session(String name, String temporary, Map<String, Object> more) {
    SparkSession.builder()
        .master("local[" + CORES + "]")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.local.dir", temporary)
        // Every batch's figures are wanted.
        .config("spark.sql.streaming.numRecentProgressUpdates", 1_000_000)
        .config(more)
        .appName(name)
        .getOrCreate();
    return JobSession.start(name);
  }
}
