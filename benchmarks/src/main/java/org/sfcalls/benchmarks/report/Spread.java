package org.sfcalls.benchmarks.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The middle and the range of some figures of the same kind. */
public record Spread(double median, double min, double max) {

  /**
   * The spread of at least one figure; the median of an even number is the mean of the middle two.
   */
  public static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures have no spread");
    }
    List<Double> sorted = figures.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /**
   * The ratio of two series of figures that were measured in the same rounds: of their medians, and
   * the range of the ratios of each round.
   */
  public static Spread ratio(List<Double> figures, List<Double> others) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < figures.size(); round++) {
      ratios.add(figures.get(round) / others.get(round));
    }
    Spread byRound = of(ratios);
    return new Spread(of(figures).median / of(others).median, byRound.min, byRound.max);
  }

  /** The range in a format for one figure: {@code 100–120}. */
  public String range(String format) {
    return String.format(Locale.US, format + "–" + format, min, max);
  }

  /** Writes median, min and max into {@code json}. */
  public void into(ObjectNode json) {
    json.put("median", median).put("min", min).put("max", max);
  }
}
