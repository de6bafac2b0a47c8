package org.sfcalls.dashboard.storing;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.sfcalls.schemas.BatchProgress;

/** Puts changes into the tables, within a transaction that the caller began and ends. */
final class Changes {

  /** Of the dead letters themselves, the newest are kept; all of them are counted. */
  private static final int KEPT_REJECTED = 1000;

  private static final int KEPT_BATCHES = 1000;

  private final DuckDBConnection connection;
  private final Windowing windowing;
  private final Names names;

  /** The newest total of each key: one key comes many times in a batch. */
  private final Map<Key, Long> counts = new LinkedHashMap<>();

  private final Map<Pair, Change.Late> late = new LinkedHashMap<>();

  private record Key(long start, int seconds, int type, int disposition) {}

  private record Pair(int partition, long offset, long start) {}

  Changes(DuckDBConnection connection, Windowing windowing, Names names) {
    this.connection = connection;
    this.windowing = windowing;
    this.names = names;
  }

  void apply(List<Change> changes) throws SQLException {
    List<Change.Rejected> rejected = new ArrayList<>();
    List<Change.Ledger> ledger = new ArrayList<>();
    List<BatchProgress> batches = new ArrayList<>();
    List<Change.Unreadable> unreadable = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Change.Counted counted) {
        int type = names.type(connection, counted.type());
        int disposition =
            counted.calls() == null
                ? names.disposition(connection, counted.disposition())
                : names.disposition(connection, counted.disposition(), counted.description());
        counts.put(
            new Key(counted.startSeconds(), counted.windowSeconds(), type, disposition),
            counted.calls());
      } else if (change instanceof Change.Late pair) {
        late.put(new Pair(pair.partition(), pair.offset(), pair.startSeconds()), pair);
      } else if (change instanceof Change.Rejected letter) {
        rejected.add(letter);
      } else if (change instanceof Change.Ledger total) {
        ledger.add(total);
      } else if (change instanceof Change.Batch batch) {
        batches.add(batch.progress());
      } else if (change instanceof Change.Unreadable one) {
        unreadable.add(one);
      }
    }
    putCounts();
    putLate();
    putRejected(rejected);
    putLedger(ledger);
    putBatches(batches);
    putUnreadable(unreadable);
  }

  private void putCounts() throws SQLException {
    if (counts.isEmpty()) {
      return;
    }
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    boolean deletions = false;
    execute("DELETE FROM staged_windows");
    try (DuckDBAppender row = connection.createAppender("temp", "main", "staged_windows")) {
      for (Map.Entry<Key, Long> count : counts.entrySet()) {
        Key key = count.getKey();
        first = Math.min(first, key.start());
        last = Math.max(last, key.start());
        row.beginRow();
        row.append(key.start());
        row.append(key.seconds());
        row.append(key.type());
        row.append(key.disposition());
        if (count.getValue() == null) {
          deletions = true;
          row.appendNull();
        } else {
          row.append(count.getValue().longValue());
        }
        row.endRow();
      }
    }
    // The range, as constants, is what lets DuckDB pass over the blocks that can't hold the keys.
    String range = " w.start BETWEEN " + first + " AND " + last;
    String same =
        range
            + " AND w.start = s.start AND w.seconds = s.seconds AND w.type = s.type"
            + " AND w.disposition = s.disposition";
    execute(
        "MERGE INTO windows w USING (SELECT * FROM staged_windows WHERE calls IS NOT NULL) s ON"
            + same
            + " WHEN MATCHED THEN UPDATE SET calls = s.calls"
            + " WHEN NOT MATCHED THEN INSERT VALUES (s.start, s.seconds, s.type, s.disposition, s.calls)");
    if (deletions) {
      execute("DELETE FROM windows w USING staged_windows s WHERE" + same + " AND s.calls IS NULL");
    }
    putCells(first, last);
    keepLeast("first_start", first);
    keepGreatest("last_start", last);
  }

  /** Adds the half hours up again that the counts are in. */
  private void putCells(long first, long last) throws SQLException {
    int cell = Store.CELL_SECONDS;
    long firstCell = Math.floorDiv(first, cell);
    long lastCell = Math.floorDiv(last, cell);
    String touched =
        "(SELECT DISTINCT start // " + cell + " FROM staged_windows WHERE " + once() + ")";
    execute(
        "DELETE FROM cells WHERE cell BETWEEN %d AND %d AND cell IN %s"
            .formatted(firstCell, lastCell, touched));
    execute(
        ("INSERT INTO cells SELECT (start // %d)::INTEGER AS cell, type, disposition, sum(calls)::BIGINT"
                + " FROM windows WHERE start BETWEEN %d AND %d AND %s AND start // %d IN %s"
                + " GROUP BY ALL ORDER BY cell")
            .formatted(cell, firstCell * cell, (lastCell + 1) * cell - 1, once(), cell, touched));
  }

  /** The windows that touch and do not overlap: each call is in one of them. */
  private String once() {
    return "seconds = %d AND start %% %d = 0".formatted(windowing.seconds(), windowing.seconds());
  }

  private void putLate() throws SQLException {
    if (late.isEmpty()) {
      return;
    }
    execute("DELETE FROM staged_late");
    try (DuckDBAppender row = connection.createAppender("temp", "main", "staged_late")) {
      for (Change.Late pair : late.values()) {
        row.beginRow();
        row.append(pair.partition());
        row.append(pair.offset());
        row.append(pair.startSeconds());
        row.append(pair.windowSeconds());
        if (pair.type() == null) {
          row.appendNull();
          row.appendNull();
        } else {
          row.append(names.type(connection, pair.type()));
          row.append(names.disposition(connection, pair.disposition()));
        }
        row.append(pair.watermarkMs());
        row.append(pair.writtenMs());
        row.endRow();
      }
    }
    execute(
        "DELETE FROM late l USING staged_late s WHERE l.partition = s.partition AND l.place ="
            + " s.place AND l.start = s.start");
    execute("INSERT INTO late SELECT * FROM staged_late WHERE type IS NOT NULL");
  }

  private void putRejected(List<Change.Rejected> letters) throws SQLException {
    if (letters.isEmpty()) {
      return;
    }
    Map<String, Long> raw = new LinkedHashMap<>();
    Map<String, Long> strayed = new LinkedHashMap<>();
    try (PreparedStatement undecodable =
        connection.prepareStatement("INSERT OR REPLACE INTO undecodable VALUES (?, ?)")) {
      for (Change.Rejected letter : letters) {
        switch (letter.source()) {
          case RAW -> raw.merge(letter.reason(), 1L, Long::sum);
          // A batch that analytics ran again sends its dead letters again: where they stood counts.
          case CLEAN -> {
            undecodable.setString(1, letter.sourcePlace());
            undecodable.setString(2, letter.reason());
            undecodable.execute();
          }
          case OTHER -> strayed.merge(letter.reason(), 1L, Long::sum);
        }
      }
    }
    addDeadLetters(Change.Source.RAW, raw);
    addDeadLetters(Change.Source.OTHER, strayed);
    int from = Math.max(0, letters.size() - KEPT_REJECTED);
    try (PreparedStatement row =
        connection.prepareStatement("INSERT INTO rejected VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Change.Rejected letter : letters.subList(from, letters.size())) {
        row.setInt(1, letter.partition());
        row.setLong(2, letter.offset());
        row.setLong(3, letter.writtenMs());
        row.setString(4, letter.source().name());
        row.setString(5, letter.sourcePlace());
        row.setString(6, letter.reason());
        row.setString(7, letter.field());
        row.setString(8, letter.message());
        row.setString(9, letter.excerpt());
        row.execute();
      }
    }
    execute(
        "DELETE FROM rejected WHERE (written_ms, partition, place) NOT IN (SELECT (written_ms,"
            + " partition, place) FROM rejected ORDER BY written_ms DESC, partition, place DESC LIMIT "
            + KEPT_REJECTED
            + ")");
  }

  private void addDeadLetters(Change.Source source, Map<String, Long> byReason)
      throws SQLException {
    try (PreparedStatement add =
        connection.prepareStatement(
            "INSERT INTO dead_letters VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET calls = calls +"
                + " excluded.calls")) {
      for (Map.Entry<String, Long> entry : byReason.entrySet()) {
        add.setString(1, source.name());
        add.setString(2, entry.getKey());
        add.setLong(3, entry.getValue());
        add.execute();
      }
    }
  }

  private void putLedger(List<Change.Ledger> totals) throws SQLException {
    Map<List<Object>, Change.Ledger> newest = new LinkedHashMap<>();
    totals.forEach(
        total -> newest.put(List.of(total.partition(), total.outcome(), total.reason()), total));
    try (PreparedStatement put =
            connection.prepareStatement("INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?)");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM ledger WHERE partition = ? AND outcome = ? AND reason = ?")) {
      for (Change.Ledger total : newest.values()) {
        PreparedStatement statement = total.calls() == null ? delete : put;
        statement.setInt(1, total.partition());
        statement.setString(2, total.outcome());
        statement.setString(3, total.reason());
        if (total.calls() != null) {
          statement.setLong(4, total.calls());
        }
        statement.execute();
      }
    }
  }

  private void putBatches(List<BatchProgress> all) throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    List<BatchProgress> batches = all.subList(Math.max(0, all.size() - KEPT_BATCHES), all.size());
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (BatchProgress batch : batches) {
        put.setString(1, batch.getQuery());
        put.setLong(2, batch.getBatch());
        put.setLong(3, batch.getFinishedAt().toEpochMilli());
        put.setLong(4, batch.getDurationMs());
        put.setLong(5, batch.getCalls());
        put.setLong(6, batch.getLatePairs());
        put.setLong(7, batch.getLag().values().stream().mapToLong(Long::longValue).sum());
        put.setObject(8, batch.getWatermark() == null ? null : batch.getWatermark().toEpochMilli());
        put.setObject(
            9,
            batch.getNewestEventTime() == null ? null : batch.getNewestEventTime().toEpochMilli());
        put.execute();
      }
    }
    execute(
        "DELETE FROM batches WHERE finished_ms < (SELECT min(finished_ms) FROM (SELECT finished_ms"
            + " FROM batches ORDER BY finished_ms DESC LIMIT "
            + KEPT_BATCHES
            + "))");
    BatchProgress newest = all.get(all.size() - 1);
    if (newest.getWatermark() != null) {
      keep("watermark_ms", newest.getWatermark().toEpochMilli());
    }
    long event = Long.MIN_VALUE;
    for (BatchProgress batch : all) {
      if (batch.getNewestEventTime() != null) {
        event = Math.max(event, batch.getNewestEventTime().toEpochMilli());
      }
    }
    if (event > Long.MIN_VALUE) {
      keepGreatest("newest_event_ms", event);
    }
  }

  private void keep(String name, long value) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO facts VALUES (?, ?)")) {
      put.setString(1, name);
      put.setString(2, Long.toString(value));
      put.execute();
    }
  }

  private void keepGreatest(String name, long value) throws SQLException {
    keep(name, value, "greatest");
  }

  private void keepLeast(String name, long value) throws SQLException {
    keep(name, value, "least");
  }

  private void keep(String name, long value, String choice) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = "
                + choice
                + "(value::BIGINT, excluded.value::BIGINT)::VARCHAR")) {
      put.setString(1, name);
      put.setString(2, Long.toString(value));
      put.execute();
    }
  }

  private void putUnreadable(List<Change.Unreadable> records) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("INSERT OR REPLACE INTO unreadable VALUES (?, ?, ?, ?)")) {
      for (Change.Unreadable one : records) {
        put.setString(1, one.topic());
        put.setInt(2, one.partition());
        put.setLong(3, one.offset());
        put.setString(4, one.message());
        put.execute();
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
