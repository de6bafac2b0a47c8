package org.sfcalls.dashboard.views;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.sfcalls.dashboard.storing.GroupSql;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.GroupColumn;

/**
 * What a view shows, as rows for a file.
 *
 * @param columns names and DuckDB types, such as {@code calls BIGINT}
 * @param rows values in the columns' order: texts, numbers, booleans, {@link Instant}s or null
 */
public record Table(List<String> columns, List<List<Object>> rows) {

  /** Signs that begin a formula, also in their full width. */
  private static final String SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20";

  private static final Pattern FORMULA =
      Pattern.compile("^(?=[" + SIGNS + "\\t\\r\\n])|(?<=[;,|\\t\\r\\n])(?=[" + SIGNS + "])");

  /** All but tabs and the ends of lines. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\t\\r\\n]]");

  /** All groups of a window, not the busiest alone. */
  public static Table ofWindow(Store store, Optional<Long> start) {
    Optional<Extent> extent = Extent.of(store);
    int seconds = store.windows().sizeSeconds();
    long shown = start.orElse(extent.map(data -> data.newestWindow(store.windows())).orElse(0L));
    boolean isFinal = extent.isPresent() && extent.get().isFinal(shown + seconds);
    return new Table(
        columns(
            List.of("window_start TIMESTAMP", "window_end TIMESTAMP", "final BOOLEAN"),
            List.of("description VARCHAR", "calls BIGINT")),
        store.query(
            ("SELECT %s, %s.description, w.calls FROM windows w %s WHERE w.start = %d AND"
                    + " w.seconds = %d ORDER BY w.calls DESC, %1$s")
                .formatted(
                    GroupSql.joinedNames(),
                    GroupSql.names(GroupColumn.DISPOSITION),
                    GroupSql.joinNames("w"),
                    shown,
                    seconds),
            row ->
                row(
                    List.of(
                        Instant.ofEpochSecond(shown),
                        Instant.ofEpochSecond(shown + seconds),
                        isFinal),
                    GroupAnswer.read(row),
                    row.getString(GroupColumn.values().length + 1),
                    row.getLong(GroupColumn.values().length + 2))));
  }

  /** One row for each bucket and line. */
  public static Table ofSeries(SeriesView.Answer answer) {
    List<List<Object>> rows = new ArrayList<>();
    for (SeriesView.Series series : answer.series()) {
      for (int i = 0; i < series.calls().length; i++) {
        rows.add(
            row(
                Instant.ofEpochSecond(answer.times().get(i)),
                answer.unit(),
                series.kind(),
                series.key(),
                series.label(),
                series.calls()[i]));
      }
    }
    return new Table(
        List.of(
            "start TIMESTAMP",
            "unit VARCHAR",
            "kind VARCHAR",
            "key VARCHAR",
            "label VARCHAR",
            "calls BIGINT"),
        rows);
  }

  /** One row for each type that stands out or is busy. */
  public static Table ofUnusual(UnusualView.Answer answer) {
    List<List<Object>> rows = new ArrayList<>();
    for (List<UnusualView.Type> types : List.of(answer.types(), answer.usual())) {
      for (UnusualView.Type type : types) {
        rows.add(
            row(
                Instant.parse(answer.hour().from()),
                Instant.parse(answer.hour().to()),
                answer.hour().isFinal(),
                type.type(),
                type.calls(),
                type.mean(),
                type.low(),
                type.high(),
                type.direction()));
      }
    }
    return new Table(
        List.of(
            "hour_start TIMESTAMP",
            "hour_end TIMESTAMP",
            "final BOOLEAN",
            "type VARCHAR",
            "calls BIGINT",
            "usual_mean DOUBLE",
            "usual_low BIGINT",
            "usual_high BIGINT",
            "stands_out VARCHAR"),
        rows);
  }

  private static final int MOST = 1000;

  /** The newest dead letters, as many as are kept. */
  public static Table ofRejected(Store store) {
    return new Table(
        List.of(
            "partition INTEGER",
            "offset BIGINT",
            "at TIMESTAMP",
            "reason VARCHAR",
            "field VARCHAR",
            "message VARCHAR",
            "excerpt VARCHAR",
            "read_from VARCHAR"),
        TrustView.rejected(store, MOST).stream()
            .map(
                letter ->
                    row(
                        letter.partition(),
                        letter.offset(),
                        Instant.parse(letter.at()),
                        letter.reason(),
                        letter.field(),
                        letter.message(),
                        letter.excerpt(),
                        letter.from()))
            .toList());
  }

  /** The newest late (call, window) pairs. */
  public static Table ofLate(Store store) {
    return new Table(
        columns(
            List.of("window_start TIMESTAMP", "window_end TIMESTAMP"),
            List.of(
                "description VARCHAR", "watermark TIMESTAMP", "read_from VARCHAR", "at TIMESTAMP")),
        TrustView.late(store, MOST).stream()
            .map(
                call ->
                    row(
                        List.of(Instant.parse(call.windowStart()), Instant.parse(call.windowEnd())),
                        call.group(),
                        call.description(),
                        Instant.parse(call.watermark()),
                        call.from(),
                        Instant.parse(call.at())))
            .toList());
  }

  /** Columns with those of the group between. */
  private static List<String> columns(List<String> before, List<String> after) {
    List<String> columns = new ArrayList<>(before);
    for (GroupColumn column : GroupColumn.values()) {
      columns.add(column + " VARCHAR");
    }
    columns.addAll(after);
    return columns;
  }

  /** The values of such columns. */
  private static List<Object> row(List<Object> before, Map<String, String> group, Object... after) {
    List<Object> row = new ArrayList<>(before);
    row.addAll(group.values());
    row.addAll(row(after));
    return row;
  }

  private static List<Object> row(Object... values) {
    List<Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value);
    }
    return row;
  }

  /** Writes the rows as Parquet, texts as they are. */
  public void writeParquet(Store store, Path file) {
    write(store, file, "FORMAT parquet", false);
  }

  /**
   * Writes the rows as CSV with a head line. What a spreadsheet would take for a formula, at the
   * beginning of a text or behind what may separate cells for it, gets an apostrophe before it,
   * which spreadsheets do not show; control characters are written as escapes.
   */
  public void writeCsv(Store store, Path file) {
    write(store, file, "FORMAT csv, HEADER true", true);
  }

  private void write(Store store, Path file, String format, boolean defused) {
    store.with(
        connection -> {
          DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
          try (Statement statement = duck.createStatement()) {
            statement.execute(
                "CREATE OR REPLACE TEMP TABLE download("
                    + columns.stream().map(Table::quoted).collect(Collectors.joining(", "))
                    + ")");
            try {
              try (DuckDBAppender appender = duck.createAppender("temp", "main", "download")) {
                for (List<Object> row : rows) {
                  appender.beginRow();
                  for (Object value : row) {
                    append(appender, value, defused);
                  }
                  appender.endRow();
                }
              }
              statement.execute(
                  "COPY download TO '" + file.toString().replace("'", "''") + "' (" + format + ")");
            } finally {
              statement.execute("DROP TABLE download");
            }
          }
          return null;
        });
  }

  /** The name in quotes: some are words of SQL, too. */
  private static String quoted(String column) {
    int space = column.indexOf(' ');
    return '"' + column.substring(0, space) + '"' + column.substring(space);
  }

  private static void append(DuckDBAppender appender, Object value, boolean defused)
      throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof Instant at) {
      appender.append(at.atOffset(java.time.ZoneOffset.UTC).toLocalDateTime());
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof Integer number) {
      appender.append(number.intValue());
    } else if (value instanceof Double number) {
      appender.append(number.doubleValue());
    } else if (value instanceof Boolean flag) {
      appender.append(flag.booleanValue());
    } else {
      String text = value.toString();
      appender.append(defused ? defused(text) : text);
    }
  }

  private static String defused(String text) {
    String harmless = FORMULA.matcher(text).replaceAll("'");
    return CONTROL
        .matcher(harmless)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
