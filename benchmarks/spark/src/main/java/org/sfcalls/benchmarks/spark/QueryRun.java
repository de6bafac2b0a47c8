package org.sfcalls.benchmarks.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.StateStore;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.sfcalls.analytics.writing.Sink;

/**
 * Runs a query from the beginning of its topic to the end. The clock of a stream runs from the
 * start of the first batch until Spark has nothing left to do; a batch's clock, from the order to
 * write until that is done, planning included. What is read before (where the topic ends, the radio
 * codes) is in neither.
 */
record QueryRun(SparkSession spark, Query query, Setting setting) {

  /**
   * Runs it once.
   *
   * @param folder one that does not exist yet; gets the checkpoint, and in {@code tally} what
   *     {@link TallySink} keeps
   * @return figures by name
   */
  Map<String, Long> toTheEnd(Path folder)
      throws IOException, TimeoutException, StreamingQueryException {
    Path tally = Files.createDirectories(folder.resolve("tally"));
    // The state of the run before would stay in memory for a minute more.
    StateStore.stop();
    long cpuBefore = cpuNanos();
    Map<String, Long> figures =
        query == Query.OURS_BATCH ? batch(tally) : stream(folder.resolve("checkpoint"), tally);
    figures.put("cpu_nanos", cpuNanos() - cpuBefore);
    return figures;
  }

  private Map<String, Long> batch(Path tally) {
    Dataset<Row> counts = TallySink.rows(Ours.counts(Ours.outcomesOfBatch(spark, setting)));
    long start = System.nanoTime();
    counts
        .write()
        .format(TallySink.class.getName())
        .option(TallySink.FOLDER, tally.toString())
        .mode(SaveMode.Append)
        .save();
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("nanos", System.nanoTime() - start);
    return figures;
  }

  private Map<String, Long> stream(Path checkpoint, Path tally)
      throws TimeoutException, StreamingQueryException {
    StreamingQuery running =
        writer(tally)
            .outputMode("update")
            .option("checkpointLocation", checkpoint.toString())
            .start();
    try {
      running.processAllAvailable();
      Instant end = Instant.now();
      QueryFigures figures = new QueryFigures();
      for (var batch : running.recentProgress()) {
        figures.add(batch);
      }
      figures.all().put("nanos", Duration.between(figures.start(), end).toNanos());
      return figures.all();
    } finally {
      running.stop();
    }
  }

  private DataStreamWriter<Row> writer(Path tally) {
    return switch (query) {
      case SOURCE ->
          KafkaCalls.stream(spark, setting, setting.topics().clean()).writeStream().format("noop");
      case OURS_KAFKA -> toKafka(Ours.outcomes(spark, setting));
      case STUDENT -> tallied(UsualRecipes.student(spark, setting), tally);
      case FROM_JSON -> tallied(UsualRecipes.fromJson(spark, setting), tally);
      case FROM_AVRO -> tallied(UsualRecipes.fromAvro(spark, setting), tally);
      case OURS -> tallied(Ours.counts(Ours.outcomes(spark, setting)), tally);
      case OURS_BATCH -> throw new IllegalStateException("a batch is no stream");
    };
  }

  private static DataStreamWriter<Row> tallied(Dataset<Row> counts, Path tally) {
    return TallySink.rows(counts)
        .writeStream()
        .format(TallySink.class.getName())
        .option(TallySink.FOLDER, tally.toString());
  }

  private DataStreamWriter<Row> toKafka(Dataset<Row> outcomes) {
    Sink sink = Ours.kafkaSink(setting);
    return outcomes
        .writeStream()
        .foreachBatch(
            (VoidFunction2<Dataset<Row>, Long>) (batch, number) -> sink.write(batch, number));
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
