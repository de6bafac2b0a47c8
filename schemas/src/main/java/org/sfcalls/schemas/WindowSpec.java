package org.sfcalls.schemas;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Which windows calls are counted over. Windows begin at whole multiples of the slide since
 * 1970-01-01T00:00Z and include their start, not their end.
 *
 * @param size length of a window
 * @param slide time from one window's start to the next's; the size is a multiple of it
 * @param lateness how far the watermark stays behind the newest call
 */
public record WindowSpec(Duration size, Duration slide, Duration lateness) implements Serializable {

  /** Ten minutes, sliding by five, watermark ten minutes. */
  public static final WindowSpec DEFAULT =
      new WindowSpec(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(10));

  /**
   * @throws IllegalArgumentException when a length is not positive, the lateness is negative or the
   *     size is not a multiple of the slide
   */
  public WindowSpec {
    if (size.isZero() || size.isNegative()) {
      throw new IllegalArgumentException(
          "the window is " + DurationText.of(size) + ", more than nothing is needed");
    }
    if (slide.isZero() || slide.isNegative()) {
      throw new IllegalArgumentException(
          "the slide is " + DurationText.of(slide) + ", more than nothing is needed");
    }
    if (size.toMillis() % slide.toMillis() != 0) {
      throw new IllegalArgumentException(
          "the window is %s, not a multiple of the slide %s; 10m and 5m would do"
              .formatted(DurationText.of(size), DurationText.of(slide)));
    }
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("the watermark is negative: " + DurationText.of(lateness));
    }
  }

  /** Length of a window in seconds, rounded down. */
  public int sizeSeconds() {
    return (int) size.toSeconds();
  }

  /** The slide in seconds, rounded down. */
  public int slideSeconds() {
    return (int) slide.toSeconds();
  }

  /** How many windows each call is in. */
  public int windowsPerCall() {
    return (int) (size.toMillis() / slide.toMillis());
  }

  /**
   * Start of the pane that this event time is in, epoch milliseconds. A pane is as long as the
   * slide.
   */
  public long pane(long eventTimeMs) {
    return Math.floorDiv(eventTimeMs, slide.toMillis()) * slide.toMillis();
  }

  /** End of the last window that a call of this time is in. */
  public Instant lastEnd(Instant eventTime) {
    return Instant.ofEpochMilli(pane(eventTime.toEpochMilli())).plus(size);
  }
}
