package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;
import org.sfcalls.benchmarks.report.Spread;

/**
 * One measure of a tier's trials, compared.
 *
 * <p>Every round runs every trial once, so rounds are the blocks of a randomised block design: the
 * logarithm of a figure is what its trial gives, what its round gives (the machine's good and bad
 * minutes), and a rest. The rest's variance, of all trials together, says how far a ratio may be
 * off (two-way analysis of variance without repetition; intervals of Student's t, for several pairs
 * after Bonferroni). The rest is taken to be alike for all trials.
 */
final class Comparison {
  private static final double CONFIDENCE = 0.95;

  /** Spark and the clocks tell whole milliseconds: what takes none is not infinitely better. */
  private static final double LEAST = 0.5;

  private final Map<Trial, List<Double>> figures;
  private final Map<Trial, Double> means = new LinkedHashMap<>();
  private final int rounds;
  private final int freedom;
  private final double variance;

  private Comparison(Map<Trial, List<Double>> figures, int rounds) {
    this.figures = figures;
    this.rounds = rounds;
    double[] ofRound = new double[rounds];
    double all = 0;
    for (var entry : figures.entrySet()) {
      double sum = 0;
      for (int round = 0; round < rounds; round++) {
        double log = log(entry.getValue().get(round));
        sum += log;
        ofRound[round] += log / figures.size();
      }
      means.put(entry.getKey(), sum / rounds);
      all += sum / rounds / figures.size();
    }
    double rest = 0;
    for (var entry : figures.entrySet()) {
      for (int round = 0; round < rounds; round++) {
        double off =
            log(entry.getValue().get(round)) - means.get(entry.getKey()) - ofRound[round] + all;
        rest += off * off;
      }
    }
    this.freedom = (figures.size() - 1) * (rounds - 1);
    this.variance = freedom > 0 ? rest / freedom : Double.NaN;
  }

  private static double log(double figure) {
    return Math.log(Math.max(figure, LEAST));
  }

  /** Compares the trials of a tier that have the figure in every round that all of them have. */
  static Comparison of(Tier tier, Measure measure, List<TrialResult> results) {
    Map<Trial, Map<Integer, Double>> byTrial = new LinkedHashMap<>();
    for (TrialResult result : results) {
      OptionalDouble figure = result.figure(measure);
      if (result.trial().tier() == tier && figure.isPresent()) {
        byTrial
            .computeIfAbsent(result.trial(), first -> new TreeMap<>())
            .put(result.round(), figure.getAsDouble());
      }
    }
    int most = byTrial.values().stream().mapToInt(Map::size).max().orElse(0);
    Map<Trial, List<Double>> complete = new LinkedHashMap<>();
    byTrial.forEach(
        (trial, ofRounds) -> {
          if (ofRounds.size() == most) {
            complete.put(trial, new ArrayList<>(ofRounds.values()));
          }
        });
    return new Comparison(complete, most);
  }

  /** The trials that are compared. */
  List<Trial> trials() {
    return List.copyOf(figures.keySet());
  }

  boolean has(Trial trial) {
    return figures.containsKey(trial);
  }

  /** Median and range over the rounds. */
  Spread spread(Trial trial) {
    return Spread.of(figures.get(trial));
  }

  /** The figures in the order of the rounds. */
  List<Double> figures(Trial trial) {
    return List.copyOf(figures.get(trial));
  }

  int rounds() {
    return rounds;
  }

  /** How far a figure is off by chance, as a share of it: one standard deviation. */
  double noise() {
    return Math.sqrt(variance);
  }

  /**
   * How many times as much {@code trial} has as {@code other}.
   *
   * @param pairs how many such questions are asked together; the interval holds for all of them
   */
  Effect effect(Trial trial, Trial other, int pairs) {
    double difference = means.get(trial) - means.get(other);
    if (freedom == 0) {
      // One round tells nothing of chance.
      return new Effect(Math.exp(difference), 0, Double.POSITIVE_INFINITY);
    }
    double quantile =
        TDistribution.of(freedom).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2 / pairs);
    double off = quantile * Math.sqrt(2 * variance / rounds);
    return new Effect(Math.exp(difference), Math.exp(difference - off), Math.exp(difference + off));
  }

  /** Geometric mean over the rounds. */
  double mean(Trial trial) {
    return Math.exp(means.get(trial));
  }
}
