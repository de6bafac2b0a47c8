package org.sfcalls.benchmarks.tuning;

import java.util.Locale;

/**
 * How many times as much one configuration has of a measure as another.
 *
 * @param low lower end of the 95 % confidence interval; 0 where nothing is known of chance
 * @param high upper end of it; infinite where nothing is known of chance
 */
record Effect(double ratio, double low, double high) {

  private static final double ROUNDING = 1e-9;

  /** Whether it can be told from noise: the interval does not hold 1. */
  boolean isClear() {
    return isMore() || isLess();
  }

  boolean isMore() {
    return low > 1 + ROUNDING;
  }

  boolean isLess() {
    return high < 1 - ROUNDING;
  }

  boolean hasInterval() {
    return high < Double.POSITIVE_INFINITY;
  }

  Effect inverse() {
    return new Effect(1 / ratio, 1 / high, 1 / low);
  }

  String times() {
    return number(ratio);
  }

  /** {@code 1.10–1.31}; empty without interval. */
  String interval() {
    return hasInterval() ? end(low) + "–" + end(high) : "";
  }

  @Override
  public String toString() {
    return hasInterval() ? times() + " (" + interval() + ")" : times();
  }

  /** On which side of 1 an interval ends must be seen. */
  private static String end(double number) {
    String text = number(number);
    return text.equals("1.00") ? String.format(Locale.US, "%.3f", number) : text;
  }

  private static String number(double number) {
    String format =
        number >= 100 ? "%,.0f" : number >= 10 ? "%.1f" : number >= 0.095 ? "%.2f" : "%.2g";
    return String.format(Locale.US, format, number);
  }
}
