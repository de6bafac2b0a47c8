package org.sfcalls.benchmarks.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider;
import org.apache.spark.sql.execution.streaming.state.StateStore;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which the project's query runs with one configuration after the other, so that all
 * meet code that is compiled already. Orders:
 *
 * <ul>
 *   <li>{@code start FOLDER TOPIC-PREFIX PARTITIONS PARALLELISM SHUFFLE-PARTITIONS MAX-OFFSETS
 *       TRIGGER-MS STATE-STORE}: starts the query from the beginning of its topic;
 *   <li>{@code await RECORDS MILLISECONDS}: waits until batches with so many records are done, or
 *       so long; answers how many they are;
 *   <li>{@code stop}: stops the query, writes Spark's progress of every batch to {@code
 *       FOLDER/progress.jsonl}, and answers the nanoseconds of processor time since the start.
 * </ul>
 */
final class TrialMain {
  private static final long POLL_MS = 10;
  private final String[] arguments;
  private SparkSession spark;
  private String parallelism = "";
  private StreamingQuery query;
  private Path folder;
  private long cpuAtStart;

  private TrialMain(String[] arguments) {
    this.arguments = arguments;
  }

  /** Arguments: broker, registry, radio codes, folder for temporary files. */
  public static void main(String[] arguments) throws IOException {
    Orders.serve(new TrialMain(arguments)::carryOut);
  }

  private String carryOut(String order) throws Exception {
    String[] words = order.split(" ");
    return switch (words[0]) {
      case "start" -> start(words);
      case "await" -> await(Long.parseLong(words[1]), Long.parseLong(words[2]));
      case "stop" -> stop();
      default -> throw new IllegalArgumentException("there is no order " + words[0]);
    };
  }

  private String start(String[] words) throws IOException, TimeoutException {
    folder = Files.createDirectories(Path.of(words[1]));
    session(words[4], words[5], words[8]);
    // The state of the run before would stay in memory for a minute more.
    StateStore.stop();
    cpuAtStart = Orders.cpuNanos();
    Setting setting =
        new Setting(
            arguments[0],
            arguments[1],
            Topics.withPrefix(words[2]),
            Integer.parseInt(words[3]),
            Long.parseLong(words[6]),
            arguments[2]);
    Sink sink = Ours.kafkaSink(setting);
    query =
        Ours.outcomes(spark, setting)
            .writeStream()
            .foreachBatch((VoidFunction2<Dataset<Row>, Long>) sink::write)
            .trigger(Trigger.ProcessingTime(Long.parseLong(words[7])))
            .outputMode("update")
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .start();
    return "";
  }

  /** The default parallelism is the context's: another one needs another context. */
  private void session(String wantedParallelism, String shufflePartitions, String stateStore) {
    if (!wantedParallelism.equals(parallelism)) {
      if (spark != null) {
        spark.stop();
      }
      spark =
          Ours.session(
              "sfcalls-tune", arguments[3], Map.of("spark.default.parallelism", wantedParallelism));
      parallelism = wantedParallelism;
    }
    spark.conf().set("spark.sql.shuffle.partitions", shufflePartitions);
    Class<?> store =
        stateStore.equals("memory")
            ? HDFSBackedStateStoreProvider.class
            : RocksDBStateStoreProvider.class;
    spark.conf().set("spark.sql.streaming.stateStore.providerClass", store.getName());
    spark
        .conf()
        .set(
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
            stateStore.endsWith("changelog"));
  }

  private String await(long records, long milliseconds)
      throws InterruptedException, StreamingQueryException {
    long end = System.nanoTime() + milliseconds * 1_000_000;
    long done;
    while ((done = records()) < records && System.nanoTime() < end) {
      // Returns at once, with the reason, when the query has failed.
      query.awaitTermination(POLL_MS);
    }
    return Long.toString(done);
  }

  private long records() {
    return Arrays.stream(query.recentProgress())
        .flatMap(batch -> Arrays.stream(batch.sources()))
        .filter(source -> source.description().startsWith("Kafka"))
        .mapToLong(SourceProgress::numInputRows)
        .sum();
  }

  private String stop() throws TimeoutException, IOException {
    long cpu = Orders.cpuNanos() - cpuAtStart;
    StreamingQueryProgress[] batches = query.recentProgress();
    query.stop();
    Files.write(
        folder.resolve("progress.jsonl"),
        Arrays.stream(batches).map(StreamingQueryProgress::json).toList());
    return Long.toString(cpu);
  }
}
