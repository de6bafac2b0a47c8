package org.sfcalls.tools.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.account.BusyWindow;

/**
 * The newest value of every key of the compacted topics, whether or not the broker has compacted
 * yet. It is kept in a DuckDB database of its own that is deleted at the end, so that memory stays
 * the same however many keys there are: {@value #MEMORY} for DuckDB, and {@value #GATHERED} totals
 * that wait to be stored. Disk: about 60 bytes for each of them, twice while they are added up.
 *
 * <p>Totals may be added by one thread while late pairs and dead letters are added by another.
 */
final class NewestTotals implements AutoCloseable {
  private static final String MEMORY = "128MB";

  /** A window's totals come close together: most are overwritten before they are stored. */
  private static final int GATHERED = 100_000;

  private final Path folder;
  private final DuckDBConnection database;
  private final DuckDBConnection pairsDatabase;
  private final DuckDBAppender totals;
  private final DuckDBAppender late;
  private final DuckDBAppender undecodable;
  private final Map<Key, Total> gathered = new HashMap<>();
  private long order;

  private record Key(long start, long end, String type, String disposition) {}

  private record Total(String description, long calls) {}

  private NewestTotals(Path folder, DuckDBConnection database) throws SQLException {
    this.folder = folder;
    this.database = database;
    try (Statement statement = database.createStatement()) {
      statement.execute("SET memory_limit = '" + MEMORY + "'");
      statement.execute("SET threads = 2");
      statement.execute("SET preserve_insertion_order = false");
      statement.execute(
          "CREATE TABLE totals (window_start BIGINT, window_end BIGINT, type VARCHAR,"
              + " disposition VARCHAR, description VARCHAR, calls BIGINT, added BIGINT)");
      statement.execute(
          "CREATE TABLE late (source INTEGER, place BIGINT, window_start BIGINT, kept BOOLEAN,"
              + " added BIGINT)");
      statement.execute("CREATE TABLE undecodable (place VARCHAR, reason VARCHAR)");
    }
    this.pairsDatabase = (DuckDBConnection) database.duplicate();
    this.totals = database.createAppender("main", "totals");
    this.late = pairsDatabase.createAppender("main", "late");
    this.undecodable = pairsDatabase.createAppender("main", "undecodable");
  }

  /**
   * An empty one.
   *
   * @param parent folder for its temporary folder
   * @throws CommandFailure when no folder can be made there
   */
  static NewestTotals in(Path parent) {
    Path folder;
    try {
      Files.createDirectories(parent);
      folder = Files.createTempDirectory(parent, "sfcalls-account-");
    } catch (IOException e) {
      throw new CommandFailure(
          "can't create a folder in " + parent + "; name another one with --work-dir", e);
    }
    try {
      DuckDBConnection database =
          (DuckDBConnection)
              DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("totals.duckdb"));
      return new NewestTotals(folder, database);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Adds a total; a later one of the same window and group replaces it.
   *
   * @param calls null when the total was removed
   */
  void total(
      Instant start, Instant end, String type, String disposition, String description, Long calls) {
    // A total that was removed adds as much as one of zero.
    gathered.put(
        new Key(start.toEpochMilli(), end.toEpochMilli(), type, disposition),
        new Total(description, calls == null ? 0 : calls));
    if (gathered.size() >= GATHERED) {
      store();
    }
  }

  private void store() {
    try {
      for (Map.Entry<Key, Total> entry : gathered.entrySet()) {
        Key key = entry.getKey();
        totals.beginRow();
        totals.append(key.start());
        totals.append(key.end());
        totals.append(key.type());
        totals.append(key.disposition());
        if (entry.getValue().description() == null) {
          totals.appendNull();
        } else {
          totals.append(entry.getValue().description());
        }
        totals.append(entry.getValue().calls());
        totals.append(order);
        totals.endRow();
      }
      totals.flush();
    } catch (SQLException e) {
      throw failed(e);
    }
    gathered.clear();
    order++;
  }

  /**
   * Adds a late pair.
   *
   * @param kept false when the pair was removed
   * @param added grows from record to record
   */
  void late(int partition, long offset, Instant windowStart, boolean kept, long added) {
    try {
      late.beginRow();
      late.append(partition);
      late.append(offset);
      late.append(windowStart.toEpochMilli());
      late.append(kept);
      late.append(added);
      late.endRow();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Adds a record that could not be decoded; the same place twice counts once. */
  void undecodable(String place, String reason) {
    try {
      undecodable.beginRow();
      undecodable.append(place);
      undecodable.append(reason);
      undecodable.endRow();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** To be called once, when everything is added: keeps the newest of each key. */
  void finish() {
    store();
    try {
      totals.close();
      late.close();
      undecodable.close();
      try (Statement statement = database.createStatement()) {
        statement.execute(
            "CREATE TABLE newest AS SELECT window_start, window_end, type, disposition,"
                + " arg_max(calls, added) AS calls FROM totals GROUP BY ALL");
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Sum of the newest totals. */
  long counted() {
    return number("SELECT coalesce(sum(calls), 0)::BIGINT FROM newest");
  }

  /** Late pairs that are kept. */
  long late() {
    return number(
        "SELECT count(*) FROM (SELECT arg_max(kept, added) AS kept FROM late"
            + " GROUP BY source, place, window_start) WHERE kept");
  }

  /** Places of records that could not be decoded, by reason. */
  SortedMap<String, Long> undecodable() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    query(
        "SELECT reason, count(*) FROM (SELECT max(reason) AS reason FROM undecodable GROUP BY place)"
            + " GROUP BY reason",
        row -> reasons.put(row.getString(1), row.getLong(2)));
    return reasons;
  }

  /** The highest totals, highest first; of equal ones the earlier window, then by text. */
  List<BusyWindow> busiest(int most) {
    List<BusyWindow> busiest = new ArrayList<>();
    query(
        "WITH top AS (SELECT * FROM newest"
            + " ORDER BY calls DESC, window_start, type, disposition LIMIT "
            + most
            + ") SELECT top.window_start, top.window_end, top.type, top.disposition, top.calls,"
            + " arg_max_null(totals.description, totals.added) FROM top JOIN totals"
            + " ON top.window_start = totals.window_start AND top.window_end = totals.window_end"
            + " AND top.type = totals.type AND top.disposition = totals.disposition"
            + " GROUP BY ALL ORDER BY top.calls DESC, top.window_start, top.type, top.disposition",
        row ->
            busiest.add(
                new BusyWindow(
                    Instant.ofEpochMilli(row.getLong(1)),
                    Instant.ofEpochMilli(row.getLong(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getString(6),
                    row.getLong(5))));
    return busiest;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private long number(String sql) {
    long[] number = new long[1];
    query(sql, row -> number[0] = row.getLong(1));
    return number[0];
  }

  private void query(String sql, RowReader reader) {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static CommandFailure failed(SQLException e) {
    return new CommandFailure(
        "can't keep the totals on disk: "
            + e.getMessage().lines().findFirst().orElse("")
            + "; --work-dir names another folder",
        e);
  }

  /** Deletes everything. */
  @Override
  public void close() {
    try {
      pairsDatabase.close();
      database.close();
    } catch (SQLException e) {
      throw failed(e);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + folder, e);
    }
  }
}
