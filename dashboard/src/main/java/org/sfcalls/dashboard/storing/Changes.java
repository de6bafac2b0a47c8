package org.sfcalls.dashboard.storing;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.GroupColumn;

/** Puts changes into the tables, within a transaction that the caller began and ends. */
final class Changes {

  /** Of the dead letters themselves, the newest are kept; all of them are counted. */
  private static final int KEPT_REJECTED = 1000;

  private static final int KEPT_BATCHES = 1000;

  /**
   * Cells of so much time are added up at once: those of ten years together would take more memory
   * than DuckDB may use.
   */
  private static final long RANGE_SECONDS = 90 * 86_400L;

  private final DuckDBConnection connection;
  private final Staging staging;
  private final Names names;
  private CountedBy countedBy;

  /** The newest total of each key: one key comes many times in a batch. */
  private final Map<Key, Long> counts = new LinkedHashMap<>();

  private final Map<Pair, Change.Late> late = new LinkedHashMap<>();

  private record Key(long start, int seconds, CallGroup group) {}

  private record Pair(int partition, long offset, long start) {}

  Changes(DuckDBConnection connection, CountedBy countedBy, Names names) {
    this.connection = connection;
    this.staging = new Staging(connection);
    this.countedBy = countedBy;
    this.names = names;
  }

  /** Puts them in, and returns what the newest progress says that calls are counted by. */
  Optional<CountedBy> apply(List<Change> changes) throws SQLException {
    List<Change.Rejected> rejected = new ArrayList<>();
    List<Change.Ledger> ledger = new ArrayList<>();
    List<BatchProgress> batches = new ArrayList<>();
    Optional<CountedBy> newest = Optional.empty();
    List<Change.Unreadable> unreadable = new ArrayList<>();
    Map<Change.Source, Long> read = new EnumMap<>(Change.Source.class);
    for (Change change : changes) {
      if (change instanceof Change.Counted counted) {
        if (counted.calls() != null) {
          names.describe(
              GroupColumn.DISPOSITION,
              counted.group().value(GroupColumn.DISPOSITION),
              counted.description());
        }
        counts.put(
            new Key(counted.startSeconds(), counted.windowSeconds(), counted.group()),
            counted.calls());
      } else if (change instanceof Change.Late pair) {
        late.put(new Pair(pair.partition(), pair.offset(), pair.startSeconds()), pair);
      } else if (change instanceof Change.Rejected letter) {
        rejected.add(letter);
      } else if (change instanceof Change.Ledger total) {
        ledger.add(total);
      } else if (change instanceof Change.Batch batch) {
        batches.add(batch.progress());
        newest = batch.countedBy().isPresent() ? batch.countedBy() : newest;
      } else if (change instanceof Change.Unreadable one) {
        unreadable.add(one);
      } else if (change instanceof Change.Read more) {
        read.merge(more.source(), more.records(), Long::sum);
      }
    }
    putCounts();
    putLate();
    putRejected(rejected);
    putLedger(ledger);
    putBatches(batches);
    putUnreadable(unreadable);
    addRead(read);
    names.write(staging);
    if (newest.isPresent()) {
      become(newest.get());
    }
    return newest;
  }

  /** Cells are of the windows that do not overlap: of others where the length is another. */
  private void become(CountedBy newest) throws SQLException {
    boolean otherLength = newest.windows().sizeSeconds() != countedBy.windows().sizeSeconds();
    countedBy = newest;
    if (otherLength) {
      execute("DELETE FROM cells");
      long first = Math.floorDiv(windowStart("min"), RANGE_SECONDS) * RANGE_SECONDS;
      long last = windowStart("max");
      for (long from = first; from <= last; from += RANGE_SECONDS) {
        addUp(from, from + RANGE_SECONDS - 1, once());
      }
    }
  }

  /** The first or the last start; 0 where there is no window. */
  private long windowStart(String choice) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(%s(start), 0) FROM windows".formatted(choice))) {
      row.next();
      return row.getLong(1);
    }
  }

  private void addUp(long first, long last, String condition) throws SQLException {
    execute(
        ("INSERT INTO cells SELECT (start // %d)::INTEGER AS cell, %s, sum(calls)::BIGINT"
                + " FROM windows WHERE start BETWEEN %d AND %d AND %s GROUP BY ALL ORDER BY cell")
            .formatted(Store.CELL_SECONDS, GroupSql.COLUMNS, first, last, condition));
  }

  private void putCounts() throws SQLException {
    if (counts.isEmpty()) {
      return;
    }
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long firstCounted = Long.MAX_VALUE;
    long lastCounted = Long.MIN_VALUE;
    for (Map.Entry<Key, Long> count : counts.entrySet()) {
      long start = count.getKey().start();
      first = Math.min(first, start);
      last = Math.max(last, start);
      if (count.getValue() != null) {
        firstCounted = Math.min(firstCounted, start);
        lastCounted = Math.max(lastCounted, start);
      }
    }
    staging.stage(
        "windows",
        counts.entrySet(),
        (count, row) -> {
          row.append(count.getKey().start());
          row.append(count.getKey().seconds());
          names.append(count.getKey().group(), row);
          row.append(count.getValue());
        });
    // The range, as constants, is what lets DuckDB pass over the blocks that can't hold the keys.
    String range = " w.start BETWEEN " + first + " AND " + last;
    String same =
        range + " AND w.start = s.start AND w.seconds = s.seconds AND " + GroupSql.same("w", "s");
    execute(
        "MERGE INTO windows w USING (SELECT * FROM staged_windows WHERE calls IS NOT NULL) s ON"
            + same
            + " WHEN MATCHED THEN UPDATE SET calls = s.calls"
            + " WHEN NOT MATCHED THEN INSERT VALUES (s.start, s.seconds, "
            + GroupSql.columns("s")
            + ", s.calls)");
    if (counts.containsValue(null)) {
      execute("DELETE FROM windows w USING staged_windows s WHERE" + same + " AND s.calls IS NULL");
    }
    putCells(first, last);
    if (firstCounted <= lastCounted) {
      keepLeast("first_start", firstCounted);
      keepGreatest("last_start", lastCounted);
    }
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
    addUp(
        firstCell * cell,
        (lastCell + 1) * cell - 1,
        "%s AND start // %d IN %s".formatted(once(), cell, touched));
  }

  /** The windows that touch and do not overlap: each call is in one of them. */
  private String once() {
    int seconds = countedBy.windows().sizeSeconds();
    return "seconds = %d AND start %% %d = 0".formatted(seconds, seconds);
  }

  private void putLate() throws SQLException {
    if (late.isEmpty()) {
      return;
    }
    staging.stage(
        "late",
        late.values(),
        (pair, row) -> {
          row.append(pair.partition());
          row.append(pair.offset());
          row.append(pair.startSeconds());
          row.append(pair.windowSeconds());
          names.append(pair.group(), row);
          row.append(pair.watermarkMs());
          row.append(pair.writtenMs());
        });
    execute(
        "DELETE FROM late l USING staged_late s WHERE l.partition = s.partition AND l.place ="
            + " s.place AND l.start = s.start");
    execute("INSERT INTO late SELECT * FROM staged_late WHERE seconds > 0");
  }

  private void putRejected(List<Change.Rejected> letters) throws SQLException {
    if (letters.isEmpty()) {
      return;
    }
    Map<String, Long> raw = new LinkedHashMap<>();
    Map<String, Long> strayed = new LinkedHashMap<>();
    // A batch that analytics ran again sends its dead letters again: where they stood counts.
    Map<String, String> undecodable = new LinkedHashMap<>();
    for (Change.Rejected letter : letters) {
      switch (letter.source()) {
        case RAW -> raw.merge(letter.reason(), 1L, Long::sum);
        case CLEAN -> undecodable.put(letter.sourcePlace(), letter.reason());
        case OTHER -> strayed.merge(letter.reason(), 1L, Long::sum);
      }
    }
    staging.put(
        "undecodable",
        undecodable.entrySet(),
        (place, row) -> {
          row.append(place.getKey());
          row.append(place.getValue());
        });
    addDeadLetters(Change.Source.RAW, raw);
    addDeadLetters(Change.Source.OTHER, strayed);
    staging.stage(
        "rejected",
        letters,
        (letter, row) -> {
          row.append(letter.partition());
          row.append(letter.offset());
          row.append(letter.writtenMs());
          row.append(letter.source().name());
          row.append(letter.sourcePlace());
          row.append(letter.reason());
          row.append(letter.field());
          row.append(letter.message());
          row.append(letter.excerpt());
        });
    execute(
        "INSERT INTO rejected SELECT * FROM staged_rejected ORDER BY written_ms DESC, partition,"
            + " place DESC LIMIT "
            + KEPT_REJECTED);
    execute(
        "DELETE FROM rejected WHERE rowid IN (SELECT rowid FROM rejected ORDER BY written_ms DESC,"
            + " partition, place DESC OFFSET "
            + KEPT_REJECTED
            + ")");
  }

  private void addDeadLetters(Change.Source source, Map<String, Long> byReason)
      throws SQLException {
    if (byReason.isEmpty()) {
      return;
    }
    staging.stage(
        "dead_letters",
        byReason.entrySet(),
        (entry, row) -> {
          row.append(source.name());
          row.append(entry.getKey());
          row.append(entry.getValue());
        });
    execute(
        "INSERT INTO dead_letters SELECT * FROM staged_dead_letters ON CONFLICT DO UPDATE SET calls ="
            + " calls + excluded.calls");
  }

  private void addRead(Map<Change.Source, Long> read) throws SQLException {
    if (read.isEmpty()) {
      return;
    }
    staging.stage(
        "read_records",
        read.entrySet(),
        (topic, row) -> {
          row.append(topic.getKey().name());
          row.append(topic.getValue());
        });
    execute(
        "INSERT INTO read_records SELECT * FROM staged_read_records ON CONFLICT DO UPDATE SET records"
            + " = records + excluded.records");
  }

  private void putLedger(List<Change.Ledger> totals) throws SQLException {
    Map<List<Object>, Change.Ledger> newest = new LinkedHashMap<>();
    totals.forEach(
        total -> newest.put(List.of(total.partition(), total.outcome(), total.reason()), total));
    List<Change.Ledger> present =
        newest.values().stream().filter(total -> total.calls() != null).toList();
    List<Change.Ledger> deleted =
        newest.values().stream().filter(total -> total.calls() == null).toList();
    staging.put("ledger", present, Changes::write);
    if (!deleted.isEmpty()) {
      staging.stage("ledger", deleted, Changes::write);
      execute(
          "DELETE FROM ledger l USING staged_ledger s WHERE l.partition = s.partition AND l.outcome"
              + " = s.outcome AND l.reason = s.reason");
    }
  }

  private static void write(Change.Ledger total, DuckDBAppender row) throws SQLException {
    row.append(total.partition());
    row.append(total.outcome());
    row.append(total.reason());
    row.append(total.calls());
  }

  private void putBatches(List<BatchProgress> all) throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    // A batch that was run again comes again.
    Map<List<Object>, BatchProgress> batches = new LinkedHashMap<>();
    all.forEach(batch -> batches.put(List.of(batch.getQuery(), batch.getBatch()), batch));
    staging.put(
        "batches",
        batches.values(),
        (batch, row) -> {
          row.append(batch.getQuery());
          row.append(batch.getBatch());
          row.append(batch.getFinishedAt().toEpochMilli());
          row.append(batch.getDurationMs());
          row.append(batch.getCalls());
          row.append(batch.getLatePairs());
          row.append(batch.getLag().values().stream().mapToLong(Long::longValue).sum());
          row.append(epochMs(batch.getWatermark()));
          row.append(epochMs(batch.getNewestEventTime()));
        });
    execute(
        "DELETE FROM batches WHERE finished_ms < (SELECT min(finished_ms) FROM (SELECT finished_ms"
            + " FROM batches ORDER BY finished_ms DESC LIMIT "
            + KEPT_BATCHES
            + "))");
    Long watermark = null;
    for (BatchProgress batch : all) {
      watermark = batch.getWatermark() == null ? watermark : epochMs(batch.getWatermark());
    }
    if (watermark != null) {
      keep("watermark_ms", watermark);
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

  private static Long epochMs(Instant at) {
    return at == null ? null : (Long) at.toEpochMilli();
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
    staging.put(
        "unreadable",
        new LinkedHashSet<>(records),
        (one, row) -> {
          row.append(one.topic());
          row.append(one.partition());
          row.append(one.offset());
          row.append(one.message());
        });
  }

  private void execute(String sql) throws SQLException {
    staging.execute(sql);
  }
}
