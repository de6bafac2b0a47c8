package org.sfcalls.dashboard.storing;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.dashboard.CallLog;

/** Applies batch after batch from where the file stands, until it is killed. */
final class KilledWriter {
  static final TopicPartition PARTITION = new TopicPartition("calls.counts", 0);
  static final int KEYS_A_BATCH = 40;
  static final int RAW_A_BATCH = 41;
  static final int STARTS = 500;
  static final int TYPES = 37;

  private KilledWriter() {}

  public static void main(String[] arguments) throws SQLException {
    try (Store store = Store.open(Path.of(arguments[0]), false)) {
      long next = store.positions().getOrDefault(PARTITION, 0L);
      while (true) {
        store.apply(batch(next), Map.of(PARTITION, next + 1));
        next++;
        System.out.println("applied " + next);
        if (next % 25 == 0) {
          // What DuckDB does by itself every 16 MB, so that some kills come into the middle of it.
          store.with(
              connection -> {
                try (Statement statement = connection.createStatement()) {
                  return statement.execute("CHECKPOINT");
                }
              });
        }
      }
    }
  }

  /** Batch n, of which the totals after it are a plain function. */
  static List<Change> batch(long n) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < KEYS_A_BATCH; i++) {
      changes.add(counted(n, i));
    }
    changes.add(CallLog.raw(RAW_A_BATCH));
    changes.add(CallLog.clean(KEYS_A_BATCH));
    changes.add(new Change.Ledger(0, "CLEAN", "", KEYS_A_BATCH * (n + 1)));
    changes.add(CallLog.deadLetter(n, "BAD_DATE", "batch " + n));
    changes.add(CallLog.late(n, "2016-11-27T18:20:00Z", type(n)));
    changes.add(
        new Change.Rejected(
            0, n, n, Change.Source.CLEAN, "calls.clean-0@" + n, "UNDECODABLE", null, "", ""));
    return changes;
  }

  /** Every seventh total deletes its key. */
  static Change.Counted counted(long n, int i) {
    long at = n * KEYS_A_BATCH + i;
    return new Change.Counted(
        at * 7 % STARTS * 300,
        600,
        CallLog.group(type(at), "HAN"),
        "Handled",
        at % 7 == 0 ? null : (Long) (at + 1),
        0);
  }

  private static String type(long at) {
    return "type " + at % TYPES;
  }
}
