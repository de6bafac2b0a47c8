package org.sfcalls.dashboard.views;

import java.util.List;

/**
 * What a number of calls usually is, by the same hour of the weeks before: their mean, and three
 * standard deviations to both sides. The deviation is never taken for less than the square root of
 * the mean, which is what calls that come independently of each other have (Poisson); eight weeks
 * alone would often show less by chance. Up to {@link #FLOOR} calls never stand out: of a type that
 * comes once a month, one call is no news.
 *
 * @param weeks how many weeks there were to compare with
 * @param low fewest calls that are usual
 * @param high most calls that are usual
 * @param deviation what one standard deviation was taken for
 */
record UsualRange(int weeks, double mean, long low, long high, double deviation) {
  static final int WEEKS = 8;
  static final int FLOOR = 5;
  private static final int DEVIATIONS = 3;

  /** With fewer there is no telling what is usual. */
  static final int FEWEST_WEEKS = 3;

  static final String RULE =
      ("Usual is the mean of the same hour in up to %d earlier weeks, give or take %d standard"
              + " deviations; a deviation counts for at least the square root of the mean. Up to %d"
              + " calls never stand out.")
          .formatted(WEEKS, DEVIATIONS, FLOOR);

  /**
   * Null with fewer than {@link #FEWEST_WEEKS} values.
   *
   * @param history calls of the same hour, one value for each week
   */
  static UsualRange of(List<Long> history) {
    int weeks = history.size();
    if (weeks < FEWEST_WEEKS) {
      return null;
    }
    double mean = history.stream().mapToLong(Long::longValue).average().orElseThrow();
    double squares = history.stream().mapToDouble(calls -> (calls - mean) * (calls - mean)).sum();
    double deviation = Math.sqrt(Math.max(squares / (weeks - 1), mean));
    return new UsualRange(
        weeks,
        mean,
        Math.max(0, (long) Math.ceil(mean - DEVIATIONS * deviation)),
        Math.max(FLOOR, (long) Math.floor(mean + DEVIATIONS * deviation)),
        deviation);
  }

  /** {@code above}, {@code below}, or null for a usual number. */
  String direction(long calls) {
    return calls > high ? "above" : calls < low ? "below" : null;
  }

  /** How many deviations a number is from the mean. */
  double distance(long calls) {
    return deviation == 0 ? Math.abs(calls - mean) : Math.abs(calls - mean) / deviation;
  }
}
