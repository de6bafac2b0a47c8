package org.sfcalls.dashboard.views;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.WindowSpec;

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
    Map<String, Long> facts = new HashMap<>();
    store.each(
        "SELECT name, value::BIGINT FROM facts WHERE name IN ('first_start', 'last_start',"
            + " 'newest_event_ms', 'watermark_ms')",
        row -> facts.put(row.getString(1), row.getLong(2)));
    if (!facts.containsKey("first_start")) {
      return Optional.empty();
    }
    Long newestEventMs = facts.get("newest_event_ms");
    long newest =
        newestEventMs != null
            ? newestEventMs / 1000
            // Without progress: the newest call is in the first slide of the newest window.
            : facts.get("last_start") + store.windows().slideSeconds();
    return Optional.of(new Extent(facts.get("first_start"), newest, facts.get("watermark_ms")));
  }

  /** Start of the newest window that event time has passed. */
  long newestWindow(WindowSpec windows) {
    int slide = windows.slideSeconds();
    return Math.floorDiv(to - windows.sizeSeconds(), slide) * slide;
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
