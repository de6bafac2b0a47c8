package org.sfcalls.dashboard.views;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.dashboard.storing.GroupSql;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.WindowSpec;

/** Calls over time, in total or by a column, in buckets that are long enough for the range. */
public final class SeriesView {

  /** Stands for all dispositions that the radio codes do not list. */
  public static final String UNLISTED = "(unlisted)";

  private static final String UNLISTED_LABEL = "codes that the table does not list";
  private static final String OTHER = "(other)";

  /** With "other" and "unlisted" ten lines, as many as one can tell apart. */
  private static final int BUSIEST = 8;

  private static final long UNLISTED_ID = -2;
  private static final long OTHER_ID = -1;
  private static final int DAY = 86_400;

  private SeriesView() {}

  /**
   * What one line is of.
   *
   * @param column each line is of one of its values; empty for one line of all calls
   */
  public record By(Optional<GroupColumn> column) {
    public static final By TOTAL = new By(Optional.empty());

    /** Lines of a column's values. */
    public static By of(GroupColumn column) {
      return new By(Optional.of(column));
    }

    /** All that there are. */
    public static List<By> values() {
      List<By> all = new ArrayList<>(List.of(TOTAL));
      for (GroupColumn column : GroupColumn.values()) {
        all.add(of(column));
      }
      return all;
    }

    /** The name in the API. */
    @Override
    public String toString() {
      return column.map(GroupColumn::toString).orElse("total");
    }
  }

  /** How long a bucket is. */
  enum Unit {
    WINDOW(0),
    HALF_HOUR(1800),
    HOUR(3600),
    DAY(86_400),
    WEEK(7 * 86_400);

    private final int seconds;

    Unit(int seconds) {
      this.seconds = seconds;
    }

    int seconds(WindowSpec windows) {
      return this == WINDOW ? windows.slideSeconds() : seconds;
    }
  }

  /**
   * What is asked.
   *
   * @param from epoch seconds; both empty for the newest 24 hours
   * @param only the value of each column that is not all, or {@link #UNLISTED}
   * @param points the most buckets
   */
  public record Question(
      Optional<Long> from,
      Optional<Long> to,
      By by,
      Map<GroupColumn, String> only,
      int points,
      ZoneId zone) {}

  /** The answer; times are ISO-8601, UTC, but for {@code times}, epoch seconds. */
  public record Answer(
      long version,
      String from,
      String to,
      String unit,
      int unitSeconds,
      boolean overlapping,
      String finalUntil,
      String by,
      @JsonAnyGetter Map<String, String> only,
      List<Long> times,
      List<Series> series,
      long total) {}

  /** One line. */
  public record Series(String key, String label, String kind, long[] calls, long total) {}

  /** Of a filter that no call ever had. */
  public static final class NoSuchName extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    private NoSuchName(String parameter, String name) {
      super("there is no " + parameter + " '" + name + "' in the counts");
      this.parameter = parameter;
    }

    /** The parameter that named it. */
    public String parameter() {
      return parameter;
    }
  }

  /** The range is longer than the most buckets of the longest unit. */
  public static final class RangeTooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RangeTooLong(int points) {
      super(
          "from and to are over "
              + points
              + " weeks apart: a shorter range or more points (up to 2000) are allowed");
    }
  }

  /**
   * The lines.
   *
   * @throws NoSuchName of an unknown value of a column
   * @throws RangeTooLong when weeks are too short for the range
   */
  public static Answer of(Store store, Question question) {
    long version = store.version();
    Optional<Extent> extent = Extent.of(store);
    long end = question.to().orElse(extent.map(Extent::to).orElse(0L) + 1);
    long from = question.from().orElse(end - DAY);
    Unit unit = unit(end - from, question.points(), store.windows());
    if (extent.isEmpty()) {
      return answer(
          version, question, unit, store.windows(), from, end, null, List.of(), List.of());
    }
    Buckets buckets = Buckets.of(unit, from, end, question.zone(), store.windows());
    if (buckets.starts().isEmpty()) {
      return answer(
          version,
          question,
          unit,
          store.windows(),
          from,
          end,
          extent.get().watermarkMs(),
          List.of(),
          List.of());
    }
    String where = where(store, unit, buckets, question);
    List<Series> series = series(store, unit, buckets, where, question.by());
    return answer(
        version,
        question,
        unit,
        store.windows(),
        from,
        end,
        extent.get().watermarkMs(),
        buckets.starts(),
        series);
  }

  private static Answer answer(
      long version,
      Question question,
      Unit unit,
      WindowSpec windows,
      long from,
      long to,
      Long watermarkMs,
      List<Long> times,
      List<Series> series) {
    return new Answer(
        version,
        Extent.text(from),
        Extent.text(to),
        unit.name().toLowerCase(Locale.ROOT),
        unit.seconds(windows),
        unit == Unit.WINDOW && windows.windowsPerCall() > 1,
        Extent.textOfMs(watermarkMs),
        question.by().toString(),
        GroupAnswer.of(question.only()),
        times,
        series,
        series.stream().mapToLong(Series::total).sum());
  }

  private static Unit unit(long seconds, int points, WindowSpec windows) {
    for (Unit unit : Unit.values()) {
      if (seconds <= (long) points * unit.seconds(windows)) {
        return unit;
      }
    }
    throw new RangeTooLong(points);
  }

  /**
   * The buckets of a range.
   *
   * @param starts of all of them, epoch seconds
   * @param end of the last
   * @param index SQL for the number of the bucket that a row is in
   */
  private record Buckets(List<Long> starts, long end, String index) {

    static Buckets of(Unit unit, long from, long to, ZoneId zone, WindowSpec windows) {
      return switch (unit) {
        case WINDOW ->
            even(
                windows.slideSeconds(),
                -Math.floorDiv(-from, windows.slideSeconds()) * windows.slideSeconds(),
                to,
                "start");
        case HALF_HOUR -> even(1800, Math.floorDiv(from, 1800) * 1800, to, cellStart());
        case HOUR ->
            even(
                3600,
                Instant.ofEpochSecond(from)
                    .atZone(zone)
                    .truncatedTo(ChronoUnit.HOURS)
                    .toEpochSecond(),
                to,
                cellStart());
        case DAY -> local(1, from, to, zone);
        case WEEK -> local(7, from, to, zone);
      };
    }

    private static String cellStart() {
      return "(cell::BIGINT * " + Store.CELL_SECONDS + ")";
    }

    private static Buckets even(int seconds, long first, long to, String start) {
      List<Long> starts = new ArrayList<>();
      for (long at = first; at < to; at += seconds) {
        starts.add(at);
      }
      return new Buckets(
          starts,
          first + (long) starts.size() * seconds,
          "(%s - %d) // %d".formatted(start, first, seconds));
    }

    /** Days or weeks of the zone's calendar, of 23 to 25 hours a day; weeks begin on Monday. */
    private static Buckets local(int days, long from, long to, ZoneId zone) {
      LocalDate first = Instant.ofEpochSecond(from).atZone(zone).toLocalDate();
      if (days == 7) {
        first = first.minusDays(first.getDayOfWeek().getValue() - 1);
      }
      List<Long> starts = new ArrayList<>();
      LocalDate day = first;
      for (; day.atStartOfDay(zone).toEpochSecond() < to; day = day.plusDays(days)) {
        starts.add(day.atStartOfDay(zone).toEpochSecond());
      }
      long end = day.atStartOfDay(zone).toEpochSecond();
      String local = "(%s + %s)".formatted(cellStart(), offset(zone, from - DAY, end));
      return new Buckets(
          starts,
          end,
          "(%s - %d) // %d"
              .formatted(local, first.atStartOfDay(ZoneOffset.UTC).toEpochSecond(), days * DAY));
    }

    /** SQL for how far the zone's clock is ahead of UTC, seconds. */
    private static String offset(ZoneId zone, long from, long to) {
      StringBuilder sql = new StringBuilder("CASE");
      Instant at = Instant.ofEpochSecond(from);
      var rules = zone.getRules();
      boolean changes = false;
      for (var change = rules.nextTransition(at);
          change != null && change.toEpochSecond() < to;
          change = rules.nextTransition(change.getInstant())) {
        changes = true;
        sql.append(" WHEN cell < ")
            .append(Math.floorDiv(change.toEpochSecond(), Store.CELL_SECONDS))
            .append(" THEN ")
            .append(change.getOffsetBefore().getTotalSeconds());
      }
      int last = rules.getOffset(Instant.ofEpochSecond(to)).getTotalSeconds();
      return changes ? sql.append(" ELSE ").append(last).append(" END").toString() : "" + last;
    }
  }

  private static String where(Store store, Unit unit, Buckets buckets, Question question) {
    long first = buckets.starts().get(0);
    StringBuilder where = new StringBuilder();
    if (unit == Unit.WINDOW) {
      where.append(
          "start BETWEEN %d AND %d AND seconds = %d AND start %% %d = 0"
              .formatted(
                  first,
                  buckets.end() - 1,
                  store.windows().sizeSeconds(),
                  store.windows().slideSeconds()));
    } else {
      where.append(
          "cell BETWEEN %d AND %d"
              .formatted(
                  Math.floorDiv(first, Store.CELL_SECONDS),
                  Math.floorDiv(buckets.end() - 1, Store.CELL_SECONDS)));
    }
    question.only().forEach((column, value) -> where.append(condition(store, column, value)));
    return where.toString();
  }

  private static String condition(Store store, GroupColumn column, String value) {
    String names = GroupSql.names(column);
    if (column.descriptionField().isPresent() && value.equals(UNLISTED)) {
      return " AND %s IN (SELECT id FROM %s WHERE description IS NULL)".formatted(column, names);
    }
    int id =
        store
            .query("SELECT id FROM " + names + " WHERE name = ?", row -> row.getInt(1), value)
            .stream()
            .findFirst()
            .orElseThrow(() -> new NoSuchName(column.toString(), value));
    return " AND " + column + " = " + id;
  }

  private static List<Series> series(Store store, Unit unit, Buckets buckets, String where, By by) {
    String table = unit == Unit.WINDOW ? "windows" : "cells";
    // Of windows that overlap, a total counts those that only touch: each call once.
    int window = store.windows().sizeSeconds();
    String once = unit == Unit.WINDOW ? "start %% %d = 0".formatted(window) : "true";
    Map<Long, Series> lines = lines(store, table, where, by, buckets.starts().size());
    String key = key(by, lines);
    Map<Long, Long> totalOf = new HashMap<>();
    store.each(
        "SELECT %s AS bucket, %s AS line, sum(calls)::BIGINT, coalesce(sum(calls) FILTER (%s), 0)::BIGINT FROM %s WHERE %s GROUP BY ALL"
            .formatted(buckets.index(), key, once, table, where),
        row -> {
          long line = row.getLong(2);
          int bucket = row.getInt(1);
          Series series = lines.get(line);
          if (series != null && bucket >= 0 && bucket < series.calls().length) {
            series.calls()[bucket] += row.getLong(3);
            totalOf.merge(line, row.getLong(4), Long::sum);
          }
        });
    List<Series> all = new ArrayList<>();
    lines.forEach(
        (line, series) -> {
          long total = totalOf.getOrDefault(line, 0L);
          boolean empty = Arrays.stream(series.calls()).allMatch(calls -> calls == 0);
          if (!empty || by.equals(By.TOTAL)) {
            all.add(new Series(series.key(), series.label(), series.kind(), series.calls(), total));
          }
        });
    return all;
  }

  /** The lines in their order, without calls yet, by the number that stands for them. */
  private static Map<Long, Series> lines(
      Store store, String table, String where, By by, int buckets) {
    Map<Long, Series> lines = new LinkedHashMap<>();
    if (by.column().isEmpty()) {
      lines.put(0L, new Series("(total)", "all calls", "total", new long[buckets], 0));
      return lines;
    }
    GroupColumn column = by.column().get();
    String names = GroupSql.names(column);
    boolean described = column.descriptionField().isPresent();
    store.each(
        ("SELECT n.id, n.name, n.description FROM (SELECT %s AS id, sum(calls) AS calls FROM %s"
                + " WHERE %s GROUP BY %1$s) s JOIN %s n ON n.id = s.id %s ORDER BY s.calls DESC,"
                + " n.name LIMIT %d")
            .formatted(
                column,
                table,
                where,
                names,
                described ? "WHERE n.description IS NOT NULL" : "",
                BUSIEST),
        row -> {
          String name = row.getString(2);
          String label = described ? row.getString(3) + " (" + name + ")" : name;
          lines.put(
              row.getLong(1), new Series(name, label, column.toString(), new long[buckets], 0));
        });
    lines.put(OTHER_ID, new Series(OTHER, "other " + names, "other", new long[buckets], 0));
    if (described) {
      lines.put(
          UNLISTED_ID, new Series(UNLISTED, UNLISTED_LABEL, "unlisted", new long[buckets], 0));
    }
    return lines;
  }

  /** SQL for the number of the line that a row is in. */
  private static String key(By by, Map<Long, Series> lines) {
    String busiest =
        lines.keySet().stream()
            .filter(id -> id >= 0)
            .map(String::valueOf)
            .reduce((a, b) -> a + ", " + b)
            // No number of a value.
            .orElse("-9");
    if (by.column().isEmpty()) {
      return "0";
    }
    GroupColumn column = by.column().get();
    String unlisted =
        column.descriptionField().isEmpty()
            ? ""
            : "WHEN %s IN (SELECT id FROM %s WHERE description IS NULL) THEN %d"
                .formatted(column, GroupSql.names(column), UNLISTED_ID);
    return "CASE WHEN %s IN (%s) THEN %1$s %s ELSE %d END"
        .formatted(column, busiest, unlisted, OTHER_ID);
  }
}
