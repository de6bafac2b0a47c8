package org.sfcalls.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.progress.BatchProgressListener;
import org.sfcalls.analytics.progress.ProgressReport;
import org.sfcalls.analytics.progress.UnlistedDispositions;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.writing.ParquetSink;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.analytics.writing.StreamedQuery;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;
import scala.collection.JavaConverters;

/** The job as Spark runs it, on a stream in memory: what sinks keep and what is told. */
class QueryOnSinksTest {

  private static final String[] DISPOSITIONS = {"HAN", "ADV", "OTS"};

  private final SparkSession spark = SparkForTests.session();
  private final WindowSpec spec = WindowSpec.DEFAULT;
  private final MemoryStream<PackedCalls> stream =
      new MemoryStream<>(
          0, spark.sqlContext(), scala.Option.empty(), Encoders.bean(PackedCalls.class));
  private final List<BatchProgress> told = new CopyOnWriteArrayList<>();
  private final UnlistedDispositions unlisted = new UnlistedDispositions(spark);
  private final BatchProgressListener listener =
      new BatchProgressListener(
          "calls.clean",
          CountedBy.DEFAULT,
          unlisted::take,
          batch -> StreamedQuery.nextWatermarkMs(checkpoint(), batch),
          told::add);

  /** The latest total of each window, type and disposition that any batch brought. */
  private final Map<String, Long> latest = new TreeMap<>();

  private boolean dieAfterTheBatch;

  @TempDir Path folder;

  @AfterEach
  void forgetTheListener() {
    spark.streams().removeListener(listener);
  }

  @Test
  void theFinalWindowsInParquetAreExactAlsoWhenBatchesAreRunAgainAndTheQueryIsRestarted()
      throws Exception {
    StreamingQuery query = start();
    for (int batch = 0; batch < 6; batch++) {
      add(batch);
      if (batch % 3 == 1) {
        // After the sinks wrote and before Spark knows: the batch comes again.
        dieAfterTheBatch = true;
        StreamingQuery dying = query;
        assertThatThrownBy(dying::processAllAvailable).isInstanceOf(StreamingQueryException.class);
        dieAfterTheBatch = false;
        query = start();
      } else if (batch % 3 == 2) {
        query.stop();
        query = start();
      }
      query.processAllAvailable();
    }
    query.stop();

    // In force during the last batch: newest call of the one before it, less ten minutes.
    Instant watermark = at(4, 19).minus(spec.lateness());
    Map<String, Long> finals = new TreeMap<>();
    latest.forEach(
        (key, count) -> {
          Instant start = Instant.parse(key.substring(0, key.indexOf(' ')));
          if (!start.plus(spec.size()).isAfter(watermark)) {
            finals.put(key, count);
          }
        });
    assertThat(finals).hasSizeGreaterThan(40);
    List<Row> rows =
        spark.read().parquet(folder.resolve("parquet/windows").toString()).collectAsList();
    Map<String, Long> found = new TreeMap<>();
    for (Row row : rows) {
      found.put(
          row.<Timestamp>getAs("window_start").toInstant()
              + " "
              + row.getAs("original_crime_type_name")
              + " "
              + row.getAs("disposition"),
          row.getAs("count"));
    }
    assertThat(rows).hasSameSizeAs(found.keySet());
    assertThat(found).isEqualTo(finals);
    // Each call is in two windows; the plain sum does not go through any of our code.
    assertThat(latest.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2 * 6 * 20);
  }

  @Test
  void eachBatchTellsItsNewestCallUnlistedDispositionsStateAndPhases() throws Exception {
    spark.streams().addListener(listener);
    StreamingQuery query = start();
    for (int batch = 0; batch < 2; batch++) {
      add(batch);
      query.processAllAvailable();
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> told.size() == 2);
    query.stop();

    BatchProgress last = told.get(1);
    assertThat(last.getBatch()).isEqualTo(1);
    assertThat(last.getNewestEventTime()).isEqualTo(at(1, 19));
    assertThat(last.getEventTimeDelayMs())
        .isEqualTo(Duration.between(at(1, 19), last.getFinishedAt()).toMillis());
    assertThat(last.getWatermark()).isEqualTo(at(1, 19).minus(spec.lateness()));
    // Every third of twenty calls, beginning with the third.
    assertThat(last.getUnlisted()).isEqualTo(6);
    assertThat(last.getUnlistedByDisposition()).isEqualTo(Map.of("OTS", 6L));
    assertThat(last.getLatePairs()).isZero();
    assertThat(last.getUndecodable()).isZero();
    assertThat(last.getStateRows()).isEqualTo(3);
    assertThat(last.getStateBytes()).isPositive();
    assertThat(last.getPhaseDurationsMs())
        .containsKeys("addBatch", "queryPlanning", "triggerExecution");
    assertThat(last.getTriggeredAt()).isBeforeOrEqualTo(last.getFinishedAt());
  }

  @Test
  void aWindowThatABatchTellsAsFinalIsClosedForTheNext() throws Exception {
    spark.streams().addListener(listener);
    StreamingQuery query = start();
    add(0);
    query.processAllAvailable();
    await().atMost(Duration.ofSeconds(20)).until(() -> told.size() == 1);
    assertThat(told.get(0).getWatermark()).isEqualTo(Instant.parse("2018-12-01T06:09:00Z"));

    // In the windows that end at 06:05 and at 06:10.
    stream.addData(
        JavaConverters.asScalaBuffer(List.of(packed(Instant.parse("2018-12-01T06:04:00Z"), "HAN")))
            .toSeq());
    query.processAllAvailable();
    await().atMost(Duration.ofSeconds(20)).until(() -> told.size() == 2);
    query.stop();

    assertThat(told.get(1).getLatePairs()).isEqualTo(1);
  }

  private String checkpoint() {
    return folder.resolve("checkpoint").toString();
  }

  private StreamingQuery start() throws Exception {
    Dataset<Row> calls = CallStream.withWatermarks(stream.toDS().toDF(), 1, spec);
    RadioCodes radioCodes = RadioCodes.of(Map.of("HAN", "Handled", "ADV", "Advised"));
    Sink recording =
        (outcomes, number) -> {
          for (Row row : CallCounts.windows(outcomes, spec).collectAsList()) {
            latest.put(
                row.<Timestamp>getAs("windowStart").toInstant()
                    + " "
                    + row.getAs("type")
                    + " "
                    + row.getAs("disposition"),
                row.getAs("count"));
          }
        };
    Sink dying =
        (outcomes, number) -> {
          if (dieAfterTheBatch) {
            throw new IllegalStateException("killed by the test");
          }
        };
    return AnalyticsJob.start(
        CallCounts.of(calls, radioCodes, spec, unlisted.counter()),
        List.of(
            recording,
            new ParquetSink(
                folder.resolve("parquet").toString(), StreamedQuery.of(checkpoint()), spec),
            dying),
        config(),
        () -> {},
        unlisted::batchDone);
  }

  private AnalyticsConfig config() {
    return new AnalyticsConfig(
        KafkaConnection.to("nowhere:1"),
        RegistryConnection.to("http://nowhere:2"),
        Topics.withPrefix("calls"),
        spec,
        Grouping.DEFAULT,
        checkpoint(),
        "codes.json",
        List.of(AnalyticsConfig.SinkName.parquet),
        Optional.of(folder.resolve("parquet").toString()),
        new ProgressReport.Settings(Optional.empty(), Optional.empty(), Optional.empty()),
        1,
        Duration.ZERO,
        Duration.ofSeconds(30),
        "counts",
        Duration.ZERO,
        Duration.ZERO);
  }

  /** The time of a call: twenty calls a batch, a minute apart. */
  private static Instant at(int batch, int call) {
    return Instant.parse("2018-12-01T06:00:00Z").plus(Duration.ofMinutes(20L * batch + call));
  }

  private void add(int batch) {
    List<PackedCalls> calls = new ArrayList<>();
    for (int call = 0; call < 20; call++) {
      calls.add(packed(at(batch, call), DISPOSITIONS[call % 3]));
    }
    if (batch == 4) {
      // Too late for windows that are final by then: it must not change them.
      calls.add(packed(at(0, 0), "HAN"));
    }
    stream.addData(JavaConverters.asScalaBuffer(calls).toSeq());
  }

  private PackedCalls packed(Instant at, String disposition) {
    PackedCalls packed = new PackedCalls();
    packed.setGroup(TestGroups.of("Fire", disposition).bytes());
    packed.setNewestMs(at.toEpochMilli());
    packed.setClockMs(at.toEpochMilli());
    packed.setPanes(new long[] {spec.pane(at.toEpochMilli())});
    packed.setCounts(new int[] {1});
    packed.setOffsets(new long[] {at.getEpochSecond()});
    return packed;
  }
}
