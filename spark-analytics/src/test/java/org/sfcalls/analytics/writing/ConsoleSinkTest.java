package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.counting.KeyOutcome;
import org.sfcalls.analytics.counting.WindowSpec;

class ConsoleSinkTest {

  private static final long NOON = Instant.parse("2018-12-01T12:00:00Z").toEpochMilli();

  @Test
  void theWindowsOfABatchAreATableWithTheHighestCountsFirst() {
    KeyOutcome late = new KeyOutcome();
    late.setType("Late one");
    late.setLateWindowStarts(new long[] {NOON});
    late.setLatePartitions(new int[] {0});
    late.setLateOffsets(new long[] {0});

    String table =
        printed(
            2,
            counted("Fire", "HAN", 3),
            counted("Noise", "OTS", 7),
            counted("Traffic Stop", "HAN", 1),
            late);

    assertThat(table)
        .startsWith("batch 12: 3 counts changed, the 2 highest:")
        .containsSubsequence("Noise", "|7", "Fire", "|3")
        .contains("2018-12-01 12:00:00", "2018-12-01 12:10:00", "Handled")
        .doesNotContain("Traffic Stop", "Late one");
  }

  @Test
  void theTextOfACallCanNotSteerTheTerminal() {
    assertThat(printed(20, counted("a\u001b[2Jb\u009bc\u202ed\u2028e\nf", "HAN", 1)))
        .contains("a?[2Jb?c?d?e?f");
  }

  private static KeyOutcome counted(String type, String disposition, long count) {
    KeyOutcome outcome = new KeyOutcome();
    outcome.setType(type);
    outcome.setDisposition(disposition);
    outcome.setDescription(disposition.equals("HAN") ? "Handled" : null);
    outcome.setWindowStarts(new long[] {NOON});
    outcome.setCounts(new long[] {count});
    return outcome;
  }

  private static String printed(int rows, KeyOutcome... outcomes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Dataset<Row> batch =
        SparkForTests.session()
            .createDataset(List.of(outcomes), Encoders.bean(KeyOutcome.class))
            .toDF();
    new ConsoleSink(new PrintStream(out, true, UTF_8), rows, WindowSpec.DEFAULT).write(batch, 12);
    return out.toString(UTF_8);
  }
}
