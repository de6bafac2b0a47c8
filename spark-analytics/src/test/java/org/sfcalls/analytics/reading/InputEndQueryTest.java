package org.sfcalls.analytics.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.analytics.writing.ParquetSink;
import org.sfcalls.analytics.writing.StreamedQuery;
import org.sfcalls.schemas.WindowSpec;
import scala.collection.JavaConverters;

/** The end of an input on a real stream of two partitions, one of which never has a call. */
class InputEndQueryTest {

  private static final WindowSpec SPEC = WindowSpec.DEFAULT;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Map<Integer, Long> END = Map.of(0, 3L, 1, 0L);

  private final SparkSession spark = SparkForTests.session();
  private final Map<Integer, Seen> clocks = new ConcurrentHashMap<>();
  private volatile Map<Integer, Long> end = Map.of();
  private final MemoryStream<PackedCalls> calls =
      new MemoryStream<>(
          2, spark.sqlContext(), scala.Option.empty(), Encoders.bean(PackedCalls.class));

  @TempDir Path folder;

  @Test
  void atTheEndEveryWindowIsFinalAlsoInParquetAndWhatComesLaterIsLate() throws Exception {
    StreamingQuery query = start();
    call(query, "2018-12-01T08:02:00Z");
    call(query, "2018-12-01T08:30:00Z");
    call(query, "2018-12-01T08:31:00Z");
    // The empty partition holds everything open.
    assertThat(watermark()).isEqualTo(Instant.EPOCH);
    assertThat(windows()).isEmpty();

    end = END;
    await().atMost(LIMIT).until(() -> windows().size() == 4);
    assertThat(windows())
        .containsExactly(
            "2018-12-01T07:55:00Z 1",
            "2018-12-01T08:00:00Z 1",
            "2018-12-01T08:25:00Z 2",
            "2018-12-01T08:30:00Z 2");
    assertThat(watermark())
        .isBetween(Instant.parse("2018-12-01T08:41:00Z"), Instant.parse("2018-12-01T08:41:01Z"));
    assertThat(open()).isZero();

    // Nothing more is run, until a call comes.
    long batch = query.lastProgress().batchId();
    query.processAllAvailable();
    call(query, "2018-12-01T08:35:00Z");
    assertThat(query.lastProgress().batchId()).isEqualTo(batch + 1);
    assertThat(windows()).hasSize(4);
    // Of its two windows only the one that ends at 08:45 is open.
    assertThat(open()).isEqualTo(1);
    query.stop();
  }

  private StreamingQuery start() throws Exception {
    String handle =
        IdleMarkSource.register(
            new PartitionActivity(() -> clocks, Duration.ofHours(1), Instant::now),
            new InputEnd(() -> Map.copyOf(clocks), () -> end, this::finished, SPEC));
    Dataset<Row> packed =
        CallStream.withWatermarks(
            calls.toDS().toDF().union(CallStream.idleMarks(spark, handle, 2)), 2, SPEC);
    ParquetSink sink =
        new ParquetSink(folder.resolve("parquet").toString(), StreamedQuery.of(checkpoint()), SPEC);
    return CallCounts.of(packed, RadioCodes.of(Map.of()), SPEC)
        .writeStream()
        .outputMode("update")
        .option("checkpointLocation", checkpoint())
        .foreachBatch(
            (VoidFunction2<Dataset<Row>, Long>)
                (batch, number) -> {
                  Dataset<Row> rows = batch.persist();
                  sink.write(rows, number);
                  rows.unpersist();
                })
        .start();
  }

  /** As Kafka's source would have it: the memory's offsets are not by partition. */
  private Optional<FinishedBatch> finished(String checkpoint) {
    long counted = clocks.values().stream().mapToLong(Seen::calls).sum();
    return FinishedBatch.of(checkpoint, "calls.clean")
        .map(
            batch ->
                new FinishedBatch(
                    Map.of(0, counted, 1, 0L), batch.watermarkMs(), batch.nextWatermarkMs()));
  }

  private void call(StreamingQuery query, String at) {
    long time = Instant.parse(at).toEpochMilli();
    PackedCalls packed = new PackedCalls();
    packed.setGroup(TestGroups.of("Fire", "HAN").bytes());
    packed.setNewestMs(time);
    packed.setClockMs(time);
    packed.setPanes(new long[] {SPEC.pane(time)});
    packed.setCounts(new int[] {1});
    packed.setOffsets(new long[] {time});
    calls.addData(JavaConverters.asScalaBuffer(List.of(packed)).toSeq());
    query.processAllAvailable();
    // As the tasks report it.
    clocks.merge(
        0,
        new Seen(time, 1),
        (before, more) -> new Seen(more.newestMs(), before.calls() + more.calls()));
  }

  private String checkpoint() {
    return folder.resolve("checkpoint").toString();
  }

  /** The one that the last batch has moved. */
  private Instant watermark() {
    return Instant.ofEpochMilli(
        FinishedBatch.of(checkpoint(), "calls.clean").orElseThrow().nextWatermarkMs());
  }

  /** The final windows: start and count. */
  private List<String> windows() {
    Path windows = folder.resolve("parquet/windows");
    if (!Files.exists(windows)) {
      return List.of();
    }
    return spark.read().parquet(windows.toString()).collectAsList().stream()
        .map(row -> row.<Timestamp>getAs("window_start").toInstant() + " " + row.getAs("count"))
        .sorted()
        .toList();
  }

  /** How many windows the sink keeps as open. */
  private long open() throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("parquet/open"))) {
      List<String> open =
          files
              .filter(file -> file.toString().contains("state=open"))
              .filter(file -> file.toString().endsWith(".parquet"))
              .map(Path::toString)
              .toList();
      return open.isEmpty() ? 0 : spark.read().parquet(open.toArray(String[]::new)).count();
    }
  }
}
