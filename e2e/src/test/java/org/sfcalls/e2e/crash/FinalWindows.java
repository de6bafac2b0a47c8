package org.sfcalls.e2e.crash;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.sfcalls.schemas.CallCountKey;

/** What the Parquet sink has written, read by another program's engine: DuckDB. */
final class FinalWindows {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private FinalWindows() {}

  /**
   * The count of each final window.
   *
   * @param folder of the sink
   * @throws AssertionError when a window stands there twice
   */
  static Map<CallCountKey, Long> of(Path folder) throws SQLException {
    Map<CallCountKey, Long> counts = new HashMap<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT epoch_ms(window_start), original_crime_type_name, disposition, count"
                    + " FROM read_parquet('%s/windows/**/*.parquet', hive_partitioning = true)"
                        .formatted(folder))) {
      while (row.next()) {
        Instant start = Instant.ofEpochMilli(row.getLong(1));
        CallCountKey window =
            new CallCountKey(start, start.plus(WINDOW), row.getString(2), row.getString(3));
        if (counts.put(window, row.getLong(4)) != null) {
          throw new AssertionError("there twice: " + window);
        }
      }
    }
    return counts;
  }
}
