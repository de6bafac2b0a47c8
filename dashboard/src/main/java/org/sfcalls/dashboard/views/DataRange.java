package org.sfcalls.dashboard.views;

import java.util.Optional;
import org.sfcalls.dashboard.storing.Store;

/**
 * From when to when there are counts, ISO-8601; null with none.
 *
 * @param watermark windows that end at or before it are final
 */
public record DataRange(String from, String to, String watermark) {

  /** What the store holds now. */
  public static DataRange of(Store store) {
    Optional<Extent> extent = Extent.of(store);
    return new DataRange(
        extent.map(data -> Extent.text(data.from())).orElse(null),
        extent.map(data -> Extent.text(data.to())).orElse(null),
        extent.map(data -> Extent.textOfMs(data.watermarkMs())).orElse(null));
  }
}
