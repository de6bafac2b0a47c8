package org.sfcalls.dashboard.storing;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Brings rows to a table by way of an empty copy of it. Rows that are inserted one at a time would
 * each hold a block of memory until the transaction ends, some hundreds of them all that there is.
 */
final class Staging {
  private final DuckDBConnection connection;

  Staging(DuckDBConnection connection) {
    this.connection = connection;
  }

  /** Writes the columns of a row, in the table's order. */
  interface RowWriter<R> {
    /**
     * @throws SQLException when DuckDB refuses
     */
    void write(R row, DuckDBAppender to) throws SQLException;
  }

  /** Makes the empty copy of a table, named {@code staged_} and its name; once a connection. */
  static void prepare(Statement statement, String table) throws SQLException {
    statement.execute(
        "CREATE TEMP TABLE staged_" + table + " AS SELECT * FROM " + table + " WHERE false");
  }

  /** Fills the copy, and nothing else. */
  <R> void stage(String table, Collection<R> rows, RowWriter<R> writer) throws SQLException {
    execute("DELETE FROM staged_" + table);
    try (DuckDBAppender appender = connection.createAppender("temp", "main", "staged_" + table)) {
      for (R row : rows) {
        appender.beginRow();
        writer.write(row, appender);
        appender.endRow();
      }
    }
  }

  /**
   * Puts rows into a table; one whose key is there takes the other's place.
   *
   * @param rows of different keys
   */
  <R> void put(String table, Collection<R> rows, RowWriter<R> writer) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    stage(table, rows, writer);
    execute("INSERT OR REPLACE INTO " + table + " SELECT * FROM staged_" + table);
  }

  /** Runs a statement. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
