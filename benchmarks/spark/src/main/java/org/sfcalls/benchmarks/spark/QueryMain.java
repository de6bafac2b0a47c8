package org.sfcalls.benchmarks.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.StateStore;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which one query runs, round after round. An order is a folder that does not exist yet:
 * it runs the query from the beginning of its topic to the end with its checkpoint there, puts the
 * {@link TallyFiles} into {@code tally}, and answers with the run's figures, each {@code
 * NAME=NUMBER}.
 *
 * <p>The clock of a stream runs from the start of the first batch until Spark has nothing left to
 * do; a batch's clock, from the order to write until that is done, planning included. What is read
 * before (where the topic ends, the radio codes) is in neither.
 */
final class QueryMain {
  private final String query;
  private final Setting setting;
  private final String temporary;

  private QueryMain(String query, Setting setting, String temporary) {
    this.query = query;
    this.setting = setting;
    this.temporary = temporary;
  }

  /**
   * Arguments: name of the query's variant, broker, registry, topic prefix, partitions, most
   * records of a batch, radio codes, folder for temporary files.
   */
  public static void main(String[] arguments) throws IOException {
    Setting setting =
        new Setting(
            arguments[1],
            arguments[2],
            Topics.withPrefix(arguments[3]),
            Integer.parseInt(arguments[4]),
            Long.parseLong(arguments[5]),
            arguments[6]);
    QueryMain runs = new QueryMain(arguments[0], setting, arguments[7]);
    Orders.serve(folder -> runs.toTheEnd(Path.of(folder)));
  }

  private String toTheEnd(Path folder) throws Exception {
    Path tally = Files.createDirectories(folder.resolve("tally"));
    SparkSession spark = session();
    // The state of the run before would stay in memory for a minute more.
    StateStore.stop();
    long cpuBefore = Orders.cpuNanos();
    Map<String, Long> figures =
        query.equals("OURS_BATCH")
            ? batch(spark, tally)
            : stream(spark, folder.resolve("checkpoint"), tally);
    figures.put("cpu_nanos", Orders.cpuNanos() - cpuBefore);
    return figures.entrySet().stream()
        .map(figure -> figure.getKey() + "=" + figure.getValue())
        .collect(Collectors.joining(" "));
  }

  /**
   * The session: made at the first run, the same for all. Its settings are the analytics job's, but
   * for the zone of times without one: those of raw calls are San Francisco's.
   */
  private SparkSession session() {
    SparkSession spark = Ours.session("sfcalls-bench-" + query, temporary, Map.of());
    if (query.equals("STUDENT")) {
      spark.conf().set("spark.sql.session.timeZone", "America/Los_Angeles");
    }
    return spark;
  }

  private Map<String, Long> batch(SparkSession spark, Path tally) {
    Dataset<Row> rows = TallyFiles.rows(Ours.counts(Ours.outcomesOfBatch(spark, setting)));
    long start = System.nanoTime();
    TallyFiles.write(rows, tally, 0);
    return new LinkedHashMap<>(Map.of("nanos", System.nanoTime() - start));
  }

  private Map<String, Long> stream(SparkSession spark, Path checkpoint, Path tally)
      throws Exception {
    StreamingQuery running =
        writer(spark, tally)
            .outputMode("update")
            .option("checkpointLocation", checkpoint.toString())
            .start();
    try {
      running.processAllAvailable();
      Instant end = Instant.now();
      Map<String, Long> figures = new LinkedHashMap<>();
      for (StreamingQueryProgress batch : running.recentProgress()) {
        add(batch, figures);
      }
      Instant start = Instant.parse(running.recentProgress()[0].timestamp());
      figures.put("nanos", Duration.between(start, end).toNanos());
      return figures;
    } finally {
      running.stop();
    }
  }

  private static void add(StreamingQueryProgress batch, Map<String, Long> figures) {
    Long work = batch.durationMs().get("addBatch");
    if (work == null) {
      // An idle query reports now and then without having run a batch.
      return;
    }
    figures.merge("batches", 1L, Long::sum);
    figures.merge("rows", batch.numInputRows(), Long::sum);
    figures.merge("work_ms", work, Long::sum);
    Row late = batch.observedMetrics().get(Ours.LATE);
    if (late != null && !late.isNullAt(0)) {
      figures.merge(Ours.LATE, late.getLong(0), Long::sum);
    }
  }

  private DataStreamWriter<Row> writer(SparkSession spark, Path tally) {
    return switch (query) {
      case "SOURCE" ->
          UsualRecipes.source(spark, setting, setting.topics().clean())
              .writeStream()
              .format("noop");
      case "STUDENT" -> tallied(UsualRecipes.student(spark, setting), tally);
      case "FROM_AVRO" -> tallied(UsualRecipes.fromAvro(spark, setting), tally);
      case "OURS" -> tallied(Ours.counts(Ours.outcomes(spark, setting)), tally);
      case "OURS_KAFKA" -> {
        Sink sink = Ours.kafkaSink(setting);
        yield eachBatch(Ours.outcomes(spark, setting), sink::write);
      }
      default -> throw new IllegalArgumentException("there is no query " + query);
    };
  }

  private static DataStreamWriter<Row> tallied(Dataset<Row> counts, Path tally) {
    return eachBatch(
        TallyFiles.rows(counts), (batch, number) -> TallyFiles.write(batch, tally, number));
  }

  private static DataStreamWriter<Row> eachBatch(
      Dataset<Row> rows, VoidFunction2<Dataset<Row>, Long> batch) {
    return rows.writeStream().foreachBatch(batch);
  }
}
