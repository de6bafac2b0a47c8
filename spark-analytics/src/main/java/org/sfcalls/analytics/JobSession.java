package org.sfcalls.analytics;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.running.LocalCheckpointFs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Spark session of the module's programs. */
public final class JobSession {
  private static final Logger LOG = LoggerFactory.getLogger(JobSession.class);

  /** Setting: tasks of a shuffle, and parts of the state. */
  static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";

  /** Setting: how long an executor may be silent. */
  private static final String EXECUTOR_SILENCE = "spark.storage.blockManagerHeartbeatTimeoutMs";

  private JobSession() {}

  /** Begins to start it, for a program that has to wait for others before it can use it. */
  static void startMeanwhile(String name) {
    Thread start = new Thread(() -> session(name), "session-start");
    // A failure is met again, and reported, by whoever starts the session to use it.
    start.setUncaughtExceptionHandler((thread, failure) -> LOG.debug("no session", failure));
    start.setDaemon(true);
    start.start();
  }

  /** Starts it. Settings given to spark-submit win over its own. */
  public static SparkSession start(String name) {
    return start(name, Optional.empty());
  }

  /**
   * Starts it. Settings given to spark-submit win over its own.
   *
   * @param stateParts in how many parts a checkpoint's state is, which can't be changed
   */
  static SparkSession start(String name, Optional<Integer> stateParts) {
    SparkSession spark = session(name);
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    // What the account rests on: no partition's calls are late because another was read faster.
    spark.conf().set("spark.sql.streaming.multipleWatermarkPolicy", "min");
    spark.conf().set(CallStream.ONE_STATEFUL_OPERATOR, false);
    spark.conf().set(CallCounts.BATCHES_WITHOUT_CALLS, false);
    cheapBatches(spark);
    // The Kafka clients' settings are options of the source and the sink, which Spark may show.
    spark.conf().set("spark.sql.redaction.options.regex", "(?i)url|jaas|password|secret|token");
    if (isOurs(spark, SHUFFLE_PARTITIONS)) {
      // Each shuffle partition costs a task and a state commit a batch: as many as run at once.
      spark
          .conf()
          .set(
              SHUFFLE_PARTITIONS,
              stateParts.orElseGet(() -> spark.sparkContext().defaultParallelism()));
    }
    return spark;
  }

  /** The one session of this program; two threads that start it get the same. */
  private static SparkSession session(String name) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    SparkConf given = new SparkConf();
    if (given.get("spark.master", "").startsWith("local") && !given.contains(EXECUTOR_SILENCE)) {
      // The executor is this very program. After a suspension Spark would take it for dead, look
      // for another that a local master has not, and end after ten minutes.
      builder.config(EXECUTOR_SILENCE, "365d");
    }
    return builder.getOrCreate();
  }

  /**
   * Sets what makes a batch cost less and changes nothing of its result, where spark-submit does
   * not say otherwise.
   */
  public static void cheapBatches(SparkSession spark) {
    if (isOurs(spark, "spark.hadoop." + LocalCheckpointFs.SETTING)) {
      spark
          .sparkContext()
          .hadoopConfiguration()
          .set(LocalCheckpointFs.SETTING, LocalCheckpointFs.class.getName());
    }
    // Spark describes each batch's plan for its pages, at length unless told otherwise.
    Map.of("spark.sql.ui.explainMode", "simple", "spark.sql.debug.maxToStringFields", "4")
        .forEach(
            (name, value) -> {
              if (isOurs(spark, name)) {
                spark.conf().set(name, value);
              }
            });
  }

  private static boolean isOurs(SparkSession spark, String setting) {
    return !spark.sparkContext().getConf().contains(setting);
  }
}
