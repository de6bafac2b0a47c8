package org.sfcalls.analytics.counting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.MemoryStream;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.counting.Calls.Call;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.schemas.WindowSpec;
import scala.collection.JavaConverters;

/** The query as Spark runs it, on a batch and on a stream. */
class CallCountsTest {

  private record Pair(Instant windowStart, String type, String disposition) {}

  private final SparkSession spark = SparkForTests.session();
  private final WindowSpec spec = WindowSpec.DEFAULT;
  private final RadioCodes radioCodes = RadioCodes.of(Map.of("HAN", "Handled", "ADV", "Advised"));

  @TempDir Path folder;

  @Test
  void aBatchAgreesWithSparksOwnWindowAggregation() {
    List<Call> calls = randomCalls(3_000, new Random(7));
    Dataset<Row> counts =
        CallCounts.windows(CallCounts.of(dataset(packedOneByOne(calls)), radioCodes, spec), spec);

    assertThat(totals(counts.collectAsList())).isEqualTo(sparksOwn(calls));
  }

  @Test
  void aCallWithAnUnlistedDispositionIsCountedAndHasNoDescription() {
    List<Call> calls =
        List.of(
            new Call("Fire", "HAN", Calls.t("12:01"), 0, 0),
            new Call("Fire", "OTS", Calls.t("12:01"), 0, 1));
    List<Row> counts =
        CallCounts.windows(CallCounts.of(dataset(packedOneByOne(calls)), radioCodes, spec), spec)
            .collectAsList();

    assertThat(counts)
        .extracting(row -> row.getAs("disposition") + " " + row.getAs("description"))
        .containsExactlyInAnyOrder("HAN Handled", "HAN Handled", "OTS null", "OTS null");
  }

  @Test
  void aPartitionThatIsReadAnHourBehindTheOtherHasNoLateCalls() throws Exception {
    List<Call> ahead = new ArrayList<>();
    List<Call> behind = new ArrayList<>();
    for (int minute = 0; minute < 240; minute++) {
      Instant at = Calls.t("08:00").plus(Duration.ofMinutes(minute));
      ahead.add(new Call("Fire", "HAN", at, 0, minute));
      behind.add(new Call("Fire", "HAN", at, 1, minute));
    }
    Streamed streamed = new Streamed(2);
    for (int from = 0; from < 180; from += 10) {
      streamed.add(ahead.subList(from + 60, from + 70));
      streamed.add(behind.subList(from, from + 10));
      streamed.process();
    }
    streamed.stop();

    assertThat(streamed.late).isEmpty();
    List<Call> all = new ArrayList<>(ahead.subList(60, 240));
    all.addAll(behind.subList(0, 180));
    assertThat(streamed.totals).isEqualTo(sparksOwn(all));
  }

  @Test
  void theLastWindowIsVisibleWhenNoCallFollows() throws Exception {
    Streamed streamed = new Streamed(1);
    streamed.add(List.of(new Call("Fire", "HAN", Calls.t("12:01"), 0, 0)));
    streamed.process();
    streamed.stop();

    assertThat(streamed.totals)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                new Pair(Calls.t("11:55"), "Fire", "HAN"), 1L,
                new Pair(Calls.t("12:00"), "Fire", "HAN"), 1L));
  }

  @Test
  void theStateOfWhatIsCalledAboutNoMoreGoesWhenItsWindowsHaveClosed() throws Exception {
    Streamed streamed = new Streamed(1);
    streamed.add(
        List.of(
            new Call("Once in a while", "HAN", Calls.t("08:00"), 0, 0),
            new Call("Fire", "HAN", Calls.t("08:00"), 0, 1)));
    streamed.process();
    List<Long> rows = new ArrayList<>(List.of(streamed.stateRows()));
    for (String time : List.of("08:10", "08:25", "08:40")) {
      streamed.add(List.of(new Call("Fire", "HAN", Calls.t(time), 0, 2)));
      streamed.process();
      rows.add(streamed.stateRows());
    }
    streamed.add(List.of(new Call("Once in a while", "HAN", Calls.t("08:00"), 0, 5)));
    streamed.process();
    streamed.stop();

    // The watermark in force in them: none, 07:50, 08:00, 08:15.
    assertThat(rows).containsExactly(2L, 2L, 2L, 1L);
    // Whether there was state or not: the call comes too late.
    assertThat(streamed.late).hasSize(2);
  }

  @Test
  void everyPairOfARandomArrivalOrderIsEitherCountedOrLateAsTheRuleSaysAlsoAcrossARestart()
      throws Exception {
    Random random = new Random(11);
    List<Call> calls = randomCalls(1_200, random);
    Streamed streamed = new Streamed(2);
    Map<Pair, Long> expectedTotals = new HashMap<>();
    Set<String> expectedLate = new HashSet<>();
    long[] newest = {0, 0};
    int batch = 0;
    for (int from = 0; from < calls.size(); from += 100) {
      // The watermark in force is that of the calls of earlier batches: the minimum over
      // partitions.
      long watermark =
          newest[0] == 0 || newest[1] == 0
              ? 0
              : Math.min(newest[0], newest[1]) - spec.lateness().toMillis();
      List<Call> arrivals = calls.subList(from, from + 100);
      for (Call call : arrivals) {
        long pane = spec.pane(call.at().toEpochMilli());
        for (long start : new long[] {pane, pane - spec.slide().toMillis()}) {
          if (start + spec.size().toMillis() <= watermark) {
            expectedLate.add(call.partition() + ":" + call.offset() + "@" + start);
          } else {
            expectedTotals.merge(
                new Pair(Instant.ofEpochMilli(start), call.type(), call.disposition()),
                1L,
                Long::sum);
          }
        }
      }
      for (int partition = 0; partition < 2; partition++) {
        int p = partition;
        List<Call> ofPartition = arrivals.stream().filter(call -> call.partition() == p).toList();
        for (Call call : ofPartition) {
          newest[partition] = Math.max(newest[partition], call.at().toEpochMilli());
        }
      }
      streamed.add(arrivals);
      streamed.process();
      if (++batch == 6) {
        streamed.restart();
      }
    }
    streamed.stop();

    assertThat(expectedLate).isNotEmpty();
    assertThat(streamed.late).isEqualTo(expectedLate);
    assertThat(streamed.totals).isEqualTo(expectedTotals);
    assertThat(
            streamed.totals.values().stream().mapToLong(Long::longValue).sum()
                + streamed.late.size())
        .isEqualTo(2L * calls.size());
  }

  /** Calls over six hours that mostly move on in time, some of them far behind. */
  private static List<Call> randomCalls(int number, Random random) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      long behind = random.nextInt(10) == 0 ? random.nextInt(7_200) : random.nextInt(300);
      Instant at = Calls.t("08:00").plusSeconds(21_600L * i / number).minusSeconds(behind);
      calls.add(
          new Call(
              List.of("Fire", "Traffic Stop", "Noise").get(random.nextInt(3)),
              List.of("HAN", "ADV", "OTS").get(random.nextInt(3)),
              at,
              random.nextInt(2),
              i));
    }
    return calls;
  }

  @Test
  void aRowIsWhatItsKindSaysWhateverItsGroup() {
    Undecodable record = new Undecodable();
    record.setOffset(7);
    PackedCalls mark = new PackedCalls();
    mark.setKind(PackedCalls.Kind.IDLE_MARK);
    PackedCalls calls = Calls.packed(spec, List.of(new Call("", "", Calls.t("12:07"), 0, 1)));
    PackedCalls sameGroup = PackedCalls.undecodable(3, record);
    sameGroup.setGroup(calls.getGroup());

    List<KeyOutcome> outcomes =
        CallCounts.of(dataset(List.of(mark, sameGroup, calls)), radioCodes, spec)
            .as(KeyOutcome.ENCODER)
            .collectAsList();

    assertThat(outcomes).hasSize(2);
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.getUndecodable() == null)
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.getCounts()).containsExactly(1, 1));
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.getUndecodable() != null)
        .singleElement()
        .satisfies(outcome -> assertThat(outcome.getPartition()).isEqualTo(3));
  }

  private List<PackedCalls> packedOneByOne(List<Call> calls) {
    return calls.stream().map(call -> Calls.packed(spec, List.of(call))).toList();
  }

  private Dataset<Row> dataset(List<PackedCalls> packed) {
    return spark.createDataset(packed, Encoders.bean(PackedCalls.class)).toDF();
  }

  /** Spark's own sliding-window aggregation of the same calls. */
  private Map<Pair, Long> sparksOwn(List<Call> calls) {
    List<Row> rows =
        calls.stream()
            .map(
                call ->
                    RowFactory.create(call.type(), call.disposition(), Timestamp.from(call.at())))
            .toList();
    StructType schema =
        new StructType()
            .add("type", DataTypes.StringType)
            .add("disposition", DataTypes.StringType)
            .add("at", DataTypes.TimestampType);
    return totals(
        spark
            .createDataFrame(rows, schema)
            .groupBy(
                window(col("at"), "10 minutes", "5 minutes").as("w"),
                col("type"),
                col("disposition"))
            .agg(count(lit(1)).as("count"))
            .select(col("w.start").as("windowStart"), col("type"), col("disposition"), col("count"))
            .collectAsList());
  }

  private static Map<Pair, Long> totals(List<Row> rows) {
    return rows.stream().collect(Collectors.toMap(CallCountsTest::pair, row -> row.getAs("count")));
  }

  private static Pair pair(Row row) {
    return new Pair(
        row.<Timestamp>getAs("windowStart").toInstant(),
        row.getAs("type"),
        row.getAs("disposition"));
  }

  /** The query on a stream in memory, fed batch by batch. */
  private final class Streamed {
    final Map<Pair, Long> totals = new HashMap<>();
    final Set<String> late = new HashSet<>();
    private final MemoryStream<PackedCalls> arrivals =
        new MemoryStream<>(
            0, spark.sqlContext(), scala.Option.empty(), Encoders.bean(PackedCalls.class));
    private final Dataset<Row> outcomes;
    private StreamingQuery query;

    Streamed(int partitions) throws Exception {
      outcomes =
          CallCounts.of(
              CallStream.withWatermarks(arrivals.toDS().toDF(), partitions, spec),
              radioCodes,
              spec,
              UnlistedCalls.UNTOLD,
              // In every batch.
              Duration.ofMillis(1));
      start();
    }

    private void start() throws Exception {
      query =
          outcomes
              .writeStream()
              .outputMode(OutputMode.Update())
              .option("checkpointLocation", folder.resolve("checkpoint").toString())
              .foreachBatch(
                  (VoidFunction2<Dataset<Row>, Long>)
                      (batch, number) -> {
                        Dataset<Row> kept = batch.persist();
                        totals.putAll(totals(CallCounts.windows(kept, spec).collectAsList()));
                        for (Row row : CallCounts.late(kept, spec).collectAsList()) {
                          late.add(
                              row.getAs("partition")
                                  + ":"
                                  + row.getAs("offset")
                                  + "@"
                                  + row.<Timestamp>getAs("windowStart").getTime());
                        }
                        kept.unpersist();
                      })
              .start();
    }

    void add(List<Call> calls) {
      arrivals.addData(JavaConverters.asScalaBuffer(packedOneByOne(calls)).toSeq());
    }

    long stateRows() {
      return query.lastProgress().stateOperators()[0].numRowsTotal();
    }

    void process() {
      query.processAllAvailable();
    }

    void restart() throws Exception {
      query.stop();
      start();
    }

    void stop() throws Exception {
      query.stop();
    }
  }
}
