package org.sfcalls.benchmarks.tuning;

import java.util.Locale;

/**
 * How many times as much one configuration has of a measure as another.
 *
 * @param ratio of the geometric means over the rounds
 * @param low lower end of the 95 % confidence interval
 * @param high upper end of it
 */
record Effect(double ratio, double low, double high) {

  /** Whether it can be told from noise: the interval does not hold 1. */
  boolean isClear() {
    return low > 1 || high < 1;
  }

  /** Whether more of the measure is there for certain. */
  boolean isMore() {
    return low > 1;
  }

  /** Whether less of the measure is there for certain. */
  boolean isLess() {
    return high < 1;
  }

  /** The same the other way round. */
  Effect inverse() {
    return new Effect(1 / ratio, 1 / high, 1 / low);
  }

  /** {@code 1.20 (1.10–1.31)}. */
  @Override
  public String toString() {
    return String.format(Locale.US, "%s (%s–%s)", number(ratio), number(low), number(high));
  }

  private static String number(double number) {
    return String.format(
        Locale.US, number >= 100 ? "%.0f" : number >= 10 ? "%.1f" : "%.2f", number);
  }
}
