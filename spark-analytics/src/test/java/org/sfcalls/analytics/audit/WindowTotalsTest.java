package org.sfcalls.analytics.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.schemas.WindowSpec;

/** What the totals must be, and what is said of those that are there. All calls are one type. */
class WindowTotalsTest {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private static final byte[] FIRE = TestGroups.of("Fire", "HAN").bytes();

  private static final StructType CALL =
      new StructType()
          .add("partition", DataTypes.IntegerType)
          .add("offset", DataTypes.LongType)
          .add("group", DataTypes.BinaryType)
          .add("eventTimeMs", DataTypes.LongType)
          .add("reason", DataTypes.StringType);
  private static final StructType LATE =
      new StructType()
          .add("lateOffset", DataTypes.LongType)
          .add("partition", DataTypes.IntegerType)
          .add("offset", DataTypes.LongType)
          .add("windowStart", DataTypes.LongType)
          .add("kept", DataTypes.BooleanType);
  private static final StructType COUNT =
      new StructType()
          .add("offset", DataTypes.LongType)
          .add("windowStart", DataTypes.LongType)
          .add("windowEnd", DataTypes.LongType)
          .add("group", DataTypes.BinaryType)
          .add("count", DataTypes.LongType)
          .add("key", DataTypes.BinaryType);

  private final SparkSession spark = SparkForTests.session();
  private final List<Row> calls = new ArrayList<>();
  private final List<Row> late = new ArrayList<>();
  private final List<Row> counts = new ArrayList<>();
  private final TreeMap<Integer, Long> position = new TreeMap<>();

  @Test
  void aCallIsDueInItsTwoWindowsAndNotInThoseThatItWasLateFor() {
    call(0, 0, "12:07");
    call(0, 1, "12:08");
    late(0, 0, 1, "12:00");
    position.put(0, 2L);

    assertThat(expected())
        .isEqualTo(
            Map.of(
                "12:00-12:10",
                "1 due, 0 behind, 1 late",
                "12:05-12:15",
                "2 due, 0 behind, 0 late"));
  }

  @Test
  void callsBehindThePositionOfTheirPartitionAreNotDueYet() {
    call(0, 0, "12:07");
    call(0, 1, "12:07");
    call(1, 0, "12:07");
    // Partition 1 is not on the progress.
    position.put(0, 1L);

    assertThat(expected().values()).containsOnly("1 due, 2 behind, 0 late");
  }

  @Test
  void aLatePairThatWasTakenAwayIsNone() {
    call(0, 0, "12:07");
    late(5, 0, 0, "12:00");
    late.add(RowFactory.create(6L, 0, 0L, t("12:00"), false));
    position.put(0, 1L);

    assertThat(expected().values()).containsOnly("1 due, 0 behind, 0 late");
  }

  @Test
  void aLatePairThatNoCallHasStandsApart() {
    call(0, 0, "12:07");
    late(0, 0, 0, "11:55");
    position.put(0, 1L);

    assertThat(expected()).containsEntry("11:55-12:05", "0 due, 0 behind, 1 late of no call");
  }

  @Test
  void aRecordThatCanNotBeDecodedIsDueNowhere() {
    calls.add(RowFactory.create(0, 0L, null, null, "BAD_BODY"));
    position.put(0, 1L);

    assertThat(expected()).isEmpty();
  }

  @Test
  void theNewestTotalOfAKeyIsCompared() {
    call(0, 0, "12:07");
    position.put(0, 1L);
    total(8, "12:00", "12:10", 1L);
    total(9, "12:00", "12:10", 4L);
    total(3, "12:05", "12:15", 7L);
    total(4, "12:05", "12:15", 1L);

    assertThat(verdicts())
        .isEqualTo(Map.of("12:00-12:10", "differs: 4 of 1", "12:05-12:15", "right: 1 of 1"));
  }

  @Test
  void aMissingTotalAndOneThatNoCallHasDiffer() {
    call(0, 0, "12:07");
    position.put(0, 1L);
    total(0, "12:00", "12:10", 1L);
    total(1, "13:00", "13:10", 3L);
    total(2, "12:05", "12:16", 1L);

    assertThat(verdicts())
        .isEqualTo(
            Map.of(
                "12:00-12:10", "right: 1 of 1",
                "12:05-12:15", "differs: 0 of 1",
                "12:05-12:16", "differs: 1 of 0",
                "13:00-13:10", "differs: 3 of 0"));
  }

  @Test
  void aTotalThatWasTakenAwayIsNoneAndZeroIsAsGoodAsNone() {
    call(0, 0, "12:07");
    position.put(0, 1L);
    total(0, "12:00", "12:10", 1L);
    total(1, "12:00", "12:10", null);
    total(2, "12:05", "12:15", 1L);
    total(3, "13:00", "13:10", 0L);

    assertThat(verdicts())
        .isEqualTo(
            Map.of(
                "12:00-12:10", "differs: 0 of 1",
                "12:05-12:15", "right: 1 of 1",
                "13:00-13:10", "right: 0 of 0"));
  }

  @Test
  void whatCallsBehindThePositionExplainIsUnderWayAndWhatTheyDoNotDiffers() {
    call(0, 0, "12:07");
    call(0, 1, "12:07");
    call(0, 2, "12:07");
    position.put(0, 1L);
    total(0, "12:00", "12:10", 3L);
    total(1, "12:05", "12:15", 4L);

    assertThat(verdicts())
        .isEqualTo(Map.of("12:00-12:10", "under way: 3 of 1", "12:05-12:15", "differs: 4 of 1"));
    counts.clear();
    total(0, "12:00", "12:10", 1L);
    assertThat(verdicts())
        .isEqualTo(Map.of("12:00-12:10", "right: 1 of 1", "12:05-12:15", "differs: 0 of 1"));
  }

  private static long t(String time) {
    return Instant.parse("2018-12-01T" + time + ":00Z").toEpochMilli();
  }

  private void call(int partition, long offset, String at) {
    calls.add(RowFactory.create(partition, offset, FIRE, t(at), null));
  }

  private void late(long lateOffset, int partition, long offset, String windowStart) {
    late.add(RowFactory.create(lateOffset, partition, offset, t(windowStart), true));
  }

  private void total(long offset, String start, String end, Long count) {
    counts.add(RowFactory.create(offset, t(start), t(end), FIRE, count, new byte[0]));
  }

  private Dataset<Row> expectedTotals() {
    return WindowTotals.expected(
        spark.createDataFrame(calls, CALL),
        spark.createDataFrame(late, LATE),
        new Position(position),
        WindowSpec.DEFAULT);
  }

  private Map<String, String> expected() {
    Map<String, String> expected = new TreeMap<>();
    for (Row row : expectedTotals().collectAsList()) {
      expected.put(
          window(row),
          row.getAs("due")
              + " due, "
              + row.getAs("behind")
              + " behind, "
              + row.getAs("late")
              + " late"
              + (row.getAs("group") == null ? " of no call" : ""));
    }
    return expected;
  }

  private Map<String, String> verdicts() {
    Map<String, String> verdicts = new TreeMap<>();
    for (Row row :
        WindowTotals.compared(expectedTotals(), spark.createDataFrame(counts, COUNT))
            .collectAsList()) {
      verdicts.put(
          window(row),
          row.getAs("verdict") + ": " + row.getAs("total") + " of " + row.getAs("due"));
    }
    return verdicts;
  }

  private static String window(Row row) {
    return CLOCK.format(Instant.ofEpochMilli(row.getAs("windowStart")))
        + "-"
        + CLOCK.format(Instant.ofEpochMilli(row.getAs("windowEnd")));
  }
}
