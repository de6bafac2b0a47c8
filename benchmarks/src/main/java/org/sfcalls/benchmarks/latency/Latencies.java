package org.sfcalls.benchmarks.latency;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

/** Latencies in milliseconds, every one of them kept: percentiles are exact. */
public final class Latencies {
  private final Percentile percentiles = new Percentile().withEstimationType(EstimationType.R_1);
  private final int count;

  public Latencies(double[] milliseconds) {
    if (milliseconds.length == 0) {
      throw new IllegalArgumentException("no calls have no latencies");
    }
    count = milliseconds.length;
    percentiles.setData(milliseconds);
  }

  public int count() {
    return count;
  }

  /** The latency that so many of a hundred do not exceed. */
  public double percentile(double percent) {
    return percentiles.evaluate(percent);
  }

  public double max() {
    return percentile(100);
  }

  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String percent : new String[] {"50", "90", "95", "99", "99.9"}) {
      figures.put("p" + percent, percentile(Double.parseDouble(percent)));
    }
    figures.put("max", max());
    return figures;
  }
}
