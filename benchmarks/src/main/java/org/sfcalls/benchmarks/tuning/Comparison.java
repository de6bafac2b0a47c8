package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.StatUtils;

/**
 * One measure of a tier's trials, compared.
 *
 * <p>Every round runs its trials once, so rounds are the blocks of a randomised block design: the
 * logarithm of a figure is what its trial gives, what its round gives (the machine's good and bad
 * minutes), and a rest. The rest's variance, of all trials together, says how far a ratio may be
 * off (two-way analysis of variance without repetition; intervals of Student's t, for several pairs
 * after Bonferroni). The rest is taken to be alike for all trials.
 *
 * <p>Only whole rounds compare: one that was interrupted, or in which the measure of a trial could
 * not be taken, would favour some trials.
 */
final class Comparison {
  private static final double CONFIDENCE = 0.95;

  /** Spark and the clocks have whole milliseconds: what takes none is not infinitely better. */
  private static final double LEAST_MILLISECONDS = 0.5;

  private final Map<Trial, Map<Integer, Double>> figures;
  private final double least;
  private final Set<Integer> rounds;

  /** Of the logarithms. */
  private final Map<Trial, Double> means = new HashMap<>();

  private final int freedom;

  /** Standard error of the difference of two means. */
  private final double error;

  private Comparison(Map<Trial, Map<Integer, Double>> figures, double least) {
    this.figures = figures;
    this.least = least;
    rounds = new TreeSet<>(figures.values().iterator().next().keySet());
    figures.values().forEach(ofRounds -> rounds.retainAll(ofRounds.keySet()));
    figures.forEach(
        (trial, ofRounds) ->
            means.put(
                trial,
                (rounds.isEmpty() ? ofRounds.keySet() : rounds)
                    .stream()
                        .mapToDouble(round -> logarithm(trial, round))
                        .average()
                        .orElseThrow()));
    double squares = 0;
    for (int round : rounds) {
      double[] off =
          figures.keySet().stream()
              .mapToDouble(trial -> logarithm(trial, round) - means.get(trial))
              .toArray();
      // The sum of squares about the mean, which is what the round gives to all.
      squares += StatUtils.populationVariance(off) * off.length;
    }
    freedom = (figures.size() - 1) * Math.max(0, rounds.size() - 1);
    error = Math.sqrt(2 * squares / freedom / rounds.size());
  }

  private double logarithm(Trial trial, int round) {
    return Math.log(Math.max(figures.get(trial).get(round), least));
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
    return List.copyOf(figures.keySet());
  }

  boolean has(Trial trial) {
    return figures.containsKey(trial);
  }

  List<Double> figures(Trial trial) {
    return List.copyOf(figures.get(trial).values());
  }

  /** Whole rounds. */
  int rounds() {
    return rounds.size();
  }

  /**
   * How many times as much {@code trial} has as {@code other}.
   *
   * @param pairs how many such questions are asked together; the interval holds for all of them
   */
  Effect effect(Trial trial, Trial other, int pairs) {
    double ratio = Math.exp(means.get(trial) - means.get(other));
    if (freedom == 0) {
      // One round shows nothing of chance.
      return new Effect(ratio, 0, Double.POSITIVE_INFINITY);
    }
    double quantile =
        new TDistribution(freedom).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2 / pairs);
    return new Effect(
        ratio, ratio * Math.exp(-quantile * error), ratio * Math.exp(quantile * error));
  }

  /** What a trial gives, as a geometric mean over its rounds; only to order trials by. */
  double mean(Trial trial) {
    return means.get(trial);
  }

  /**
   * How many times as much one configuration has of a measure as another.
   *
   * @param low lower end of the 95 % confidence interval; 0 where nothing is known of chance
   * @param high upper end of it; infinite where nothing is known of chance
   */
  record Effect(double ratio, double low, double high) {
    /** What the last bits of floating-point numbers may make of 0. */
    private static final double ROUNDING = 1e-9;

    /** Whether it differs from noise: the interval does not hold 1. */
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
