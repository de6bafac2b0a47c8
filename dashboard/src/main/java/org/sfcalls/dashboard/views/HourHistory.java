package org.sfcalls.dashboard.views;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.dashboard.storing.Store;

/**
 * The calls of an hour by type, and those of the same hour in the weeks before. The same hour is
 * that of the wall clock, whatever daylight saving did between.
 *
 * @param now calls by type
 * @param before the same, one for each earlier week that there is data of, the newest first
 */
record HourHistory(long from, long to, Map<String, Long> now, List<Map<String, Long>> before) {
  static final int SECONDS = 3600;

  /** Types that are told apart, those with the most calls; the others are added up. */
  static final int MOST_TYPES = 2_000;

  /** Stands for all further types. */
  static final String OTHERS = "(other)";

  /**
   * @param to end of the hour, epoch seconds
   * @param dataFrom since when there are counts
   */
  static HourHistory read(Store store, long to, long dataFrom, ZoneId zone) {
    ZonedDateTime end = Instant.ofEpochSecond(to).atZone(zone);
    List<Long> ends = new ArrayList<>();
    ends.add(to);
    for (int week = 1; week <= UsualRange.WEEKS; week++) {
      long then = end.minusWeeks(week).toEpochSecond();
      if (then - SECONDS >= dataFrom) {
        ends.add(then);
      }
    }
    int window = store.windows().sizeSeconds();
    StringBuilder sql = new StringBuilder();
    for (int week = 0; week < ends.size(); week++) {
      long last = ends.get(week);
      sql.append(week == 0 ? "" : " UNION ALL ")
          // The windows that fill the hour backwards from its end: each call is in one of them.
          .append(
              ("SELECT %d AS week, type, sum(calls)::BIGINT AS calls FROM windows WHERE start BETWEEN"
                      + " %d AND %d AND seconds = %d AND (%d - start) %% %d = 0 GROUP BY type")
                  .formatted(week, last - SECONDS, last - window, window, last, window));
    }
    List<Map<String, Long>> all = new ArrayList<>();
    ends.forEach(any -> all.add(new HashMap<>()));
    store.each(
        ("WITH h AS (%s), kept AS (SELECT type FROM h GROUP BY type ORDER BY max(calls) DESC, type LIMIT"
                + " %d) SELECT h.week, CASE WHEN k.type IS NULL THEN '%s' ELSE t.name END AS shown,"
                + " sum(h.calls)::BIGINT FROM h JOIN types t ON t.id = h.type LEFT JOIN kept k ON"
                + " k.type = h.type GROUP BY h.week, shown")
            .formatted(sql, MOST_TYPES, OTHERS),
        row -> all.get(row.getInt(1)).put(row.getString(2), row.getLong(3)));
    return new HourHistory(to - SECONDS, to, all.get(0), all.subList(1, all.size()));
  }

  /** Calls of a type in each earlier week. */
  List<Long> history(String type) {
    return before.stream().map(week -> week.getOrDefault(type, 0L)).toList();
  }

  /** All calls of the hour. */
  long total() {
    return sum(now);
  }

  /** All calls of the hour in each earlier week. */
  List<Long> totals() {
    return before.stream().map(HourHistory::sum).toList();
  }

  private static long sum(Map<String, Long> calls) {
    return calls.values().stream().mapToLong(Long::longValue).sum();
  }
}
