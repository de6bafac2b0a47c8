package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.counting.WindowOutcome;

class ConsoleSinkTest {

  private static final StructType OUTCOMES =
      new StructType()
          .add("kind", DataTypes.StringType)
          .add("windowStart", DataTypes.TimestampType)
          .add("windowEnd", DataTypes.TimestampType)
          .add("type", DataTypes.StringType)
          .add("disposition", DataTypes.StringType)
          .add("description", DataTypes.StringType)
          .add("count", DataTypes.LongType);

  @Test
  void theWindowsOfABatchAreATableWithTheHighestCountsFirst() {
    String table =
        printed(
            2,
            row(WindowOutcome.COUNT, "Fire", "HAN", 3),
            row(WindowOutcome.COUNT, "Noise", "OTS", 7),
            row(WindowOutcome.COUNT, "Traffic Stop", "HAN", 1),
            row(WindowOutcome.LATE, "Late one", "HAN", 0));

    assertThat(table)
        .startsWith("batch 12: 3 counts changed, the 2 highest:")
        .containsSubsequence("Noise", "|7", "Fire", "|3")
        .contains("2018-12-01 12:00:00", "2018-12-01 12:10:00", "Handled")
        .doesNotContain("Traffic Stop", "Late one");
  }

  @Test
  void theTextOfACallCanNotSteerTheTerminal() {
    assertThat(
            printed(20, row(WindowOutcome.COUNT, "a\u001b[2Jb\u009bc\u202ed\u2028e\nf", "HAN", 1)))
        .contains("a?[2Jb?c?d?e?f");
  }

  private static Row row(String kind, String type, String disposition, long count) {
    return RowFactory.create(
        kind,
        Timestamp.from(Instant.parse("2018-12-01T12:00:00Z")),
        Timestamp.from(Instant.parse("2018-12-01T12:10:00Z")),
        type,
        disposition,
        disposition.equals("HAN") ? "Handled" : null,
        count);
  }

  private static String printed(int rows, Row... outcomes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Dataset<Row> batch = SparkForTests.session().createDataFrame(List.of(outcomes), OUTCOMES);
    new ConsoleSink(new PrintStream(out, true, UTF_8), rows).write(batch, 12);
    return out.toString(UTF_8);
  }
}
