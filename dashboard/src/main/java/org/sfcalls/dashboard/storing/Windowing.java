package org.sfcalls.dashboard.storing;

import static org.sfcalls.schemas.DurationText.of;

import java.time.Duration;

/**
 * Which windows the calls were counted over. They begin at whole multiples of the slide since
 * 1970-01-01T00:00Z, as analytics makes them.
 *
 * @param seconds length of a window
 * @param slideSeconds time from one window's start to the next's
 */
public record Windowing(int seconds, int slideSeconds) {

  /**
   * @throws IllegalArgumentException when the slide is nothing, or the window is not a multiple of
   *     it
   */
  public Windowing {
    if (slideSeconds < 1 || seconds < slideSeconds || seconds % slideSeconds != 0) {
      throw new IllegalArgumentException(
          "--window is %s and --slide %s: whole seconds are allowed, and the window as a multiple of the slide; 10m and 5m would do"
              .formatted(of(Duration.ofSeconds(seconds)), of(Duration.ofSeconds(slideSeconds))));
    }
  }

  /** How many windows each call is in. */
  public int windowsPerCall() {
    return seconds / slideSeconds;
  }
}
