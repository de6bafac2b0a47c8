package org.sfcalls.analytics.writing;

import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.analytics.counting.KeyOutcome;

/** Outcomes of a batch, as sinks get them. */
final class Outcomes {
  private Outcomes() {}

  /** One window's new total. Only HAN is in the radio codes. */
  static KeyOutcome counted(String start, String type, String disposition, long count) {
    KeyOutcome outcome = new KeyOutcome();
    outcome.setGroup(TestGroups.of(type, disposition).bytes());
    outcome.setDescription(disposition.equals("HAN") ? "Handled" : null);
    outcome.setWindowStarts(new long[] {Instant.parse(start).toEpochMilli()});
    outcome.setCounts(new long[] {count});
    return outcome;
  }

  /** One late pair. */
  static KeyOutcome late(String start, String type) {
    KeyOutcome outcome = new KeyOutcome();
    outcome.setGroup(TestGroups.of(type, "HAN").bytes());
    outcome.setLateWindowStarts(new long[] {Instant.parse(start).toEpochMilli()});
    outcome.setLatePartitions(new int[] {0});
    outcome.setLateOffsets(new long[] {0});
    return outcome;
  }

  /** A batch of these. */
  static Dataset<Row> batch(List<KeyOutcome> outcomes) {
    return SparkForTests.session().createDataset(outcomes, Encoders.bean(KeyOutcome.class)).toDF();
  }
}
