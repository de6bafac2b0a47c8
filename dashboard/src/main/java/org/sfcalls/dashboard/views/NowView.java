package org.sfcalls.dashboard.views;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.WindowSpec;

/** One window: how many calls, of which types, and how they ended; and how usual that is. */
public final class NowView {
  private static final int BUSIEST = 10;
  private static final int RECENT = 25;

  /** Dispositions of a type that are told apart; the others are added up. */
  private static final int MOST_DISPOSITIONS = 20;

  private NowView() {}

  /** The answer; times are ISO-8601, UTC. */
  public record Answer(
      long version,
      Window window,
      String previous,
      String next,
      List<Window> recent,
      Hour hour,
      List<Type> types,
      Others others) {}

  public record Window(
      String start, String end, long calls, @JsonProperty("final") boolean isFinal) {}

  public record Hour(
      String from,
      String to,
      long calls,
      @JsonProperty("final") boolean isFinal,
      Usual usual,
      Double changePercent) {}

  public record Usual(int weeks, double mean, long low, long high) {}

  public record Type(
      String type,
      long calls,
      Double usualHourMean,
      long hourCalls,
      List<Disposition> dispositions) {}

  public record Disposition(String disposition, String description, boolean listed, long calls) {}

  public record Others(int types, long calls) {}

  /**
   * The view of one window.
   *
   * @param start of the window, epoch seconds; empty for the newest that event time has passed
   */
  public static Answer of(Store store, Optional<Long> start, ZoneId zone) {
    long version = store.version();
    Optional<Extent> extent = Extent.of(store);
    if (extent.isEmpty()) {
      return new Answer(version, null, null, null, List.of(), null, List.of(), new Others(0, 0));
    }
    Extent data = extent.get();
    WindowSpec windows = store.windows();
    long newest = data.newestWindow(windows);
    long shown = start.orElse(newest);
    long end = shown + windows.sizeSeconds();
    Others all = all(store, shown, windows.sizeSeconds());
    HourHistory hour = HourHistory.read(store, end, data.from(), zone);
    List<Type> busiest =
        busiest(store, shown, windows.sizeSeconds()).stream()
            .map(type -> withHour(type, hour))
            .toList();
    long shownCalls = busiest.stream().mapToLong(Type::calls).sum();
    return new Answer(
        version,
        window(data, windows, shown, all.calls()),
        shown - windows.slideSeconds() >= data.from()
            ? Extent.text(shown - windows.slideSeconds())
            : null,
        shown + windows.slideSeconds() <= newest
            ? Extent.text(shown + windows.slideSeconds())
            : null,
        recent(store, data, shown, newest),
        hour(data, hour),
        busiest,
        new Others(all.types() - busiest.size(), all.calls() - shownCalls));
  }

  private static Window window(Extent data, WindowSpec windows, long start, long calls) {
    long end = start + windows.sizeSeconds();
    return new Window(Extent.text(start), Extent.text(end), calls, data.isFinal(end));
  }

  /** All types of the window, and their calls. */
  private static Others all(Store store, long start, int seconds) {
    return store
        .query(
            "SELECT count(DISTINCT type), coalesce(sum(calls), 0)::BIGINT FROM windows WHERE start ="
                + " %d AND seconds = %d AND calls > 0".formatted(start, seconds),
            row -> new Others(row.getInt(1), row.getLong(2)))
        .get(0);
  }

  /** The types with the most calls, the busiest first. */
  private static List<Type> busiest(Store store, long start, int seconds) {
    Map<String, Long> calls = new LinkedHashMap<>();
    Map<String, List<Disposition>> dispositions = new HashMap<>();
    store.each(
        ("WITH w AS (SELECT type, disposition, sum(calls)::BIGINT AS calls FROM windows WHERE start ="
                + " %1$d AND seconds = %2$d AND calls > 0 GROUP BY type, disposition), b AS (SELECT"
                + " w.type, t.name, sum(w.calls)::BIGINT AS calls FROM w JOIN types t ON t.id = w.type"
                + " GROUP BY w.type, t.name ORDER BY calls DESC, t.name LIMIT %3$d), r AS (SELECT"
                + " b.name AS type, b.calls AS of_type, d.name, d.description, w.calls, row_number()"
                + " OVER (PARTITION BY b.type ORDER BY w.calls DESC, d.name) AS place FROM b JOIN w ON"
                + " w.type = b.type JOIN dispositions d ON d.id = w.disposition) SELECT type, of_type,"
                + " CASE WHEN place <= %4$d THEN name ELSE '%5$s' END AS disposition, CASE WHEN place"
                + " <= %4$d THEN description END AS words, sum(calls)::BIGINT AS calls, min(place) AS"
                + " first FROM r GROUP BY type, of_type, disposition, words ORDER BY of_type DESC,"
                + " type, first")
            .formatted(start, seconds, BUSIEST, MOST_DISPOSITIONS, HourHistory.OTHERS),
        row -> {
          calls.put(row.getString(1), row.getLong(2));
          dispositions
              .computeIfAbsent(row.getString(1), any -> new ArrayList<>())
              .add(
                  new Disposition(
                      row.getString(3),
                      row.getString(4),
                      row.getString(4) != null,
                      row.getLong(5)));
        });
    List<Type> types = new ArrayList<>();
    calls.forEach((type, all) -> types.add(new Type(type, all, null, 0, dispositions.get(type))));
    return types;
  }

  private static Type withHour(Type type, HourHistory hour) {
    UsualRange usual = UsualRange.of(hour.history(type.type()));
    return new Type(
        type.type(),
        type.calls(),
        usual == null ? null : (Double) usual.mean(),
        hour.now().getOrDefault(type.type(), 0L),
        type.dispositions());
  }

  private static Hour hour(Extent data, HourHistory hour) {
    UsualRange usual = UsualRange.of(hour.totals());
    long calls = hour.total();
    return new Hour(
        Extent.text(hour.from()),
        Extent.text(hour.to()),
        calls,
        data.isFinal(hour.to()),
        usual == null ? null : new Usual(usual.weeks(), usual.mean(), usual.low(), usual.high()),
        usual == null || usual.mean() == 0
            ? null
            : (Double) (100 * (calls - usual.mean()) / usual.mean()));
  }

  private static List<Window> recent(Store store, Extent data, long shown, long newest) {
    WindowSpec windows = store.windows();
    int slide = windows.slideSeconds();
    long last = Math.min(newest, shown + (RECENT / 2) * (long) slide);
    long first = last - (RECENT - 1) * (long) slide;
    Map<Long, Long> calls = new HashMap<>();
    store.each(
        "SELECT start, sum(calls)::BIGINT FROM windows WHERE start BETWEEN %d AND %d AND seconds = %d GROUP BY start"
            .formatted(first, last, windows.sizeSeconds()),
        row -> calls.put(row.getLong(1), row.getLong(2)));
    List<Window> recent = new ArrayList<>();
    for (long start = first; start <= last; start += slide) {
      if (start >= data.from()) {
        recent.add(window(data, windows, start, calls.getOrDefault(start, 0L)));
      }
    }
    return recent;
  }
}
