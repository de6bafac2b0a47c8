package org.sfcalls.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What runs of one size came to, to be compared with other sizes.
 *
 * @param calls of each run
 * @param rate calls a second
 * @param residentBytes the largest resident memory; 0 where it can't be told
 */
public record Growth(long calls, Spread rate, long residentBytes) {

  /**
   * @throws IllegalArgumentException when there are no calls
   */
  public Growth {
    if (calls < 1) {
      throw new IllegalArgumentException("a run of " + calls + " calls tells nothing of growth");
    }
  }

  /** A line for each size but the first, which it is compared with; at least one size. */
  public static String lines(List<Growth> sizes) {
    Growth first = sizes.get(0);
    return sizes.stream()
        .skip(1)
        .map(
            size ->
                String.format(
                    Locale.US,
                    "%,d calls against %,d: %.2f of the calls/s, %.2f of the resident memory",
                    size.calls,
                    first.calls,
                    size.rate.median() / first.rate.median(),
                    (double) size.residentBytes / first.residentBytes))
        .collect(Collectors.joining("\n"));
  }
}
