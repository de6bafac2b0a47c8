package org.sfcalls.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hipparchus.stat.descriptive.rank.Median;

/** The middle and the range of some figures of the same kind. */
public record Spread(double median, double min, double max) {
  /**
   * The spread of at least one figure; the median of an even number is the mean of the middle two.
   */
  public static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures have no spread");
    }
    double[] all = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(new Median().evaluate(all), all[0], all[all.length - 1]);
  }

  /**
   * The ratio of two series of figures that were measured in the same rounds: of their medians, and
   * the range of the ratios of each round.
   */
  public static Spread ratio(List<Double> figures, List<Double> others) {
    Spread byRound =
        of(
            IntStream.range(0, figures.size())
                .mapToObj(round -> figures.get(round) / others.get(round))
                .toList());
    return new Spread(of(figures).median / of(others).median, byRound.min, byRound.max);
  }

  public String range(String format) {
    return String.format(Locale.US, format + "–" + format, min, max);
  }

  /** Median and range: {@code 110 (100–120)}; of one figure without the range. */
  public String text(String format) {
    String middle = String.format(Locale.US, format, median);
    return min == max ? middle : middle + " (" + range(format) + ")";
  }
}
