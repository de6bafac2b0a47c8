package org.sfcalls.analytics.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.schemas.WindowSpec;
import scala.collection.JavaConverters;

/** Two partitions on a real stream: one with calls, one that never has any. */
class IdleMarkSourceTest {

  private static final WindowSpec SPEC = WindowSpec.DEFAULT;
  private static final String NONE = "1970-01-01T00:00:00.000Z";

  private final SparkSession spark = SparkForTests.session();
  private final Map<Integer, Seen> clocks = new HashMap<>();
  private Instant now = Instant.EPOCH;
  private final MemoryStream<PackedCalls> active =
      new MemoryStream<>(
          1, spark.sqlContext(), scala.Option.empty(), Encoders.bean(PackedCalls.class));

  @TempDir Path folder;

  @Test
  void anEmptyPartitionHoldsTheWatermarkUntilItIsIdleAlsoAcrossARestart() throws Exception {
    StreamingQuery query = start();
    call(query, "2018-12-01T08:00:00Z");
    call(query, "2018-12-01T08:30:00Z");
    assertThat(watermark(query)).isEqualTo(NONE);

    now = now.plusSeconds(31);
    call(query, "2018-12-01T09:00:00Z");
    call(query, "2018-12-01T09:10:00Z");
    call(query, "2018-12-01T09:20:00Z");
    String marked = watermark(query);
    assertThat(Instant.parse(marked))
        .isBetween(Instant.parse("2018-12-01T08:20:00Z"), Instant.parse("2018-12-01T09:00:00Z"));

    query.stop();
    clocks.clear();
    query = start();
    call(query, "2018-12-01T09:30:00Z");
    assertThat(Instant.parse(watermark(query))).isAfterOrEqualTo(Instant.parse(marked));
    query.stop();
  }

  private StreamingQuery start() throws Exception {
    String handle =
        IdleMarkSource.register(
            new PartitionActivity(() -> clocks, Duration.ofSeconds(30), () -> now),
            new InputEnd(() -> Map.copyOf(clocks), Map::of, checkpoint -> Optional.empty(), SPEC));
    Dataset<Row> calls =
        CallStream.withWatermarks(
            active.toDS().toDF().union(CallStream.idleMarks(spark, handle, 2)), 2, SPEC);
    return calls
        .writeStream()
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, number) -> batch.collectAsList())
        .start();
  }

  private void call(StreamingQuery query, String at) {
    Instant time = Instant.parse(at);
    PackedCalls packed = new PackedCalls();
    packed.setGroup(TestGroups.of("Fire", "HAN").bytes());
    packed.setNewestMs(time.toEpochMilli());
    packed.setClockMs(time.toEpochMilli());
    // As the tasks report it.
    clocks.merge(
        0,
        new Seen(time.toEpochMilli(), 1),
        (before, more) -> new Seen(more.newestMs(), before.calls() + 1));
    active.addData(JavaConverters.asScalaBuffer(List.of(packed)).toSeq());
    query.processAllAvailable();
  }

  private static String watermark(StreamingQuery query) {
    return query.lastProgress().eventTime().get("watermark");
  }
}
