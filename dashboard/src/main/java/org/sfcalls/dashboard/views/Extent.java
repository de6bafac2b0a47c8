package org.sfcalls.dashboard.views;

import java.time.Instant;
import java.util.Optional;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.storing.Windowing;

/**
 * From when to when there are counts, epoch seconds.
 *
 * @param from start of the first window
 * @param to up to when event time has come
 * @param watermarkMs windows that end at or before it are final, epoch milliseconds; null before
 *     analytics told one
 */
record Extent(long from, long to, Long watermarkMs) {

  /** Empty with no counts. */
  static Optional<Extent> of(Store store) {
    record Range(long first, long last) {}
    Optional<Range> range =
        store
            .query(
                "SELECT min(start), max(start) FROM windows HAVING count(*) > 0",
                row -> new Range(row.getLong(1), row.getLong(2)))
            .stream()
            .findFirst();
    Long watermark = store.fact("watermark_ms").map(Long::valueOf).orElse(null);
    return range.map(
        found -> {
          // Without progress: the newest call is in the first slide of the newest window.
          long newest =
              store
                  .fact("newest_event_ms")
                  .map(text -> Long.parseLong(text) / 1000)
                  .orElse(found.last() + store.windowing().slideSeconds());
          return new Extent(found.first(), newest, watermark);
        });
  }

  /** Start of the newest window that event time has passed. */
  long newestWindow(Windowing windowing) {
    int slide = windowing.slideSeconds();
    return Math.floorDiv(to - windowing.seconds(), slide) * slide;
  }

  /** Whether a window that ends then is final. */
  boolean isFinal(long endSeconds) {
    return watermarkMs != null && endSeconds * 1000 <= watermarkMs;
  }

  /** An instant as the API writes it. */
  static String text(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }

  /** The same of milliseconds; null for null. */
  static String textOfMs(Long ms) {
    return ms == null ? null : Instant.ofEpochMilli(ms).toString();
  }
}
