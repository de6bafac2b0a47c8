package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.sfcalls.benchmarks.report.Spread;

/**
 * One measure of a tier's trials, compared.
 *
 * <p>Every round runs its trials once, so rounds are the blocks of a randomised block design: the
 * logarithm of a figure is what its trial gives, what its round gives (the machine's good and bad
 * minutes), and a rest. The rest's variance, of all trials together, says how far a ratio may be
 * off (two-way analysis of variance without repetition; intervals of Student's t, for several pairs
 * after Bonferroni). The rest is taken to be alike for all trials.
 *
 * <p>The two parts are found by least squares, so that a round may lack trials: one that was
 * interrupted, or a measure that could not be taken. Two trials compare only by rounds that they
 * share, or that others link.
 */
final class Comparison {
  private static final double CONFIDENCE = 0.95;

  /** Spark and the clocks have whole milliseconds: what takes none is not infinitely better. */
  private static final double LEAST_MILLISECONDS = 0.5;

  /** What the last bits of floating-point numbers may make of 0. */
  private static final double ROUNDING = 1e-6;

  private final Map<Trial, Map<Integer, Double>> figures;
  private final List<Trial> trials;
  private final List<Integer> rounds;
  private final RealVector parts;

  /** A generalised inverse of the normal equations, which says how sure a part is. */
  private final RealMatrix inverse;

  /** Projects a contrast of parts on those that the figures determine. */
  private final RealMatrix determined;

  private final int freedom;
  private final double variance;

  private Comparison(Map<Trial, Map<Integer, Double>> figures, double least) {
    this.figures = figures;
    trials = List.copyOf(figures.keySet());
    TreeSet<Integer> all = new TreeSet<>();
    figures.values().forEach(ofRounds -> all.addAll(ofRounds.keySet()));
    rounds = List.copyOf(all);
    List<double[]> rows = new ArrayList<>();
    List<Double> logarithms = new ArrayList<>();
    figures.forEach(
        (trial, ofRounds) ->
            ofRounds.forEach(
                (round, figure) -> {
                  double[] row = new double[trials.size() + rounds.size()];
                  row[trials.indexOf(trial)] = 1;
                  row[trials.size() + rounds.indexOf(round)] = 1;
                  rows.add(row);
                  logarithms.add(Math.log(Math.max(figure, least)));
                }));
    RealVector right = new ArrayRealVector(logarithms.toArray(Double[]::new));
    RealMatrix design = MatrixUtils.createRealMatrix(rows.toArray(double[][]::new));
    SingularValueDecomposition decomposition = new SingularValueDecomposition(design);
    RealMatrix pseudoInverse = decomposition.getSolver().getInverse();
    parts = pseudoInverse.operate(right);
    inverse = pseudoInverse.multiply(pseudoInverse.transpose());
    determined = pseudoInverse.multiply(design);
    freedom = rows.size() - decomposition.getRank();
    double rest = right.subtract(design.operate(parts)).getNorm();
    variance = freedom > 0 ? rest * rest / freedom : Double.NaN;
  }

  /** Compares all trials of a tier that have the figure in any round; none if no trial has it. */
  static Comparison of(Tier tier, Measure measure, List<TrialResult> results) {
    Map<Trial, Map<Integer, Double>> figures = new LinkedHashMap<>();
    for (TrialResult result : results) {
      OptionalDouble figure = result.figure(measure);
      if (result.trial().tier() == tier && figure.isPresent()) {
        figures
            .computeIfAbsent(result.trial(), first -> new TreeMap<>())
            .put(result.round(), figure.getAsDouble());
      }
    }
    return figures.isEmpty()
        ? null
        : new Comparison(
            figures, measure.isMilliseconds() ? LEAST_MILLISECONDS : Double.MIN_NORMAL);
  }

  List<Trial> trials() {
    return trials;
  }

  boolean has(Trial trial) {
    return figures.containsKey(trial);
  }

  Spread spread(Trial trial) {
    return Spread.of(figures(trial));
  }

  List<Double> figures(Trial trial) {
    return List.copyOf(figures.get(trial).values());
  }

  int rounds() {
    return rounds.size();
  }

  /**
   * How many times as much {@code trial} has as {@code other}.
   *
   * @param pairs how many such questions are asked together; the interval holds for all of them
   */
  Effect effect(Trial trial, Trial other, int pairs) {
    RealVector contrast = new ArrayRealVector(trials.size() + rounds.size());
    contrast.addToEntry(trials.indexOf(trial), 1);
    contrast.addToEntry(trials.indexOf(other), -1);
    double ratio = Math.exp(contrast.dotProduct(parts));
    boolean linked = determined.preMultiply(contrast).subtract(contrast).getNorm() < ROUNDING;
    if (freedom == 0 || !linked) {
      // One round shows nothing of chance, rounds that are not linked nothing of each other.
      return new Effect(ratio, 0, Double.POSITIVE_INFINITY);
    }
    double quantile =
        new TDistribution(freedom).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2 / pairs);
    double sure = contrast.dotProduct(inverse.operate(contrast));
    double off = quantile * Math.sqrt(variance * sure);
    return new Effect(ratio, ratio * Math.exp(-off), ratio * Math.exp(off));
  }

  /** What a trial gives, as a geometric mean over its rounds; only to order trials by. */
  double mean(Trial trial) {
    return Math.exp(parts.getEntry(trials.indexOf(trial)));
  }

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

    /** For programs: without interval where one round shows nothing of chance. */
    @JsonValue
    Map<String, Object> json() {
      return hasInterval()
          ? Map.of("ratio", ratio, "low", low, "high", high, "clear", isClear())
          : Map.of("ratio", ratio, "clear", isClear());
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
}
