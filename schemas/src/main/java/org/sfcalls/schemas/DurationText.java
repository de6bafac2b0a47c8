package org.sfcalls.schemas;

import java.time.Duration;

/** A duration as options take it: a whole number and a unit, {@code 90s}, {@code 24h}. */
public final class DurationText {
  private DurationText() {}

  /** The text, in the largest unit of which the duration is a whole number. */
  public static String of(Duration duration) {
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + "ms";
    }
    if (duration.toSeconds() % 60 != 0 || duration.isZero()) {
      return duration.toSeconds() + "s";
    }
    if (duration.toMinutes() % 60 != 0) {
      return duration.toMinutes() + "m";
    }
    return duration.toHours() % 24 == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
  }
}
