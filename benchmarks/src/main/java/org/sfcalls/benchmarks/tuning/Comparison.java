package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
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
 * interrupted, or a measure that could not be taken. With all there it is the same as means over
 * the rounds. Two trials compare only by rounds that they share, or that others link.
 */
final class Comparison {
  private static final double CONFIDENCE = 0.95;

  /** Spark and the clocks tell whole milliseconds: what takes none is not infinitely better. */
  private static final double LEAST_MILLISECONDS = 0.5;

  private final Map<Trial, Map<Integer, Double>> figures;
  private final double least;
  private final List<Trial> trials;
  private final int[] rounds;

  /** Of each trial, less the mean of the trials that it is linked with. */
  private final double[] parts;

  /** The mean of the rounds that a trial is linked with. */
  private final double[] levels;

  /** A generalised inverse of the trials' normal equations, which tells how sure a part is. */
  private final double[][] inverse;

  /** Which trials are linked by rounds that they share: the same number for all of them. */
  private final int[] links;

  private final int freedom;
  private final double variance;

  private Comparison(Map<Trial, Map<Integer, Double>> figures, double least) {
    this.figures = figures;
    this.least = least;
    this.trials = List.copyOf(figures.keySet());
    TreeSet<Integer> all = new TreeSet<>();
    figures.values().forEach(ofRounds -> all.addAll(ofRounds.keySet()));
    this.rounds = all.stream().mapToInt(Integer::intValue).toArray();
    this.links = links();
    double[][] matrix = new double[trials.size()][trials.size()];
    double[] right = new double[trials.size()];
    equations(matrix, right);
    // Symmetric and positive definite.
    this.inverse =
        trials.isEmpty()
            ? matrix
            : new CholeskyDecomposition(MatrixUtils.createRealMatrix(matrix))
                .getSolver()
                .getInverse()
                .getData();
    this.parts = new double[trials.size()];
    for (int trial = 0; trial < trials.size(); trial++) {
      for (int other = 0; other < trials.size(); other++) {
        parts[trial] += inverse[trial][other] * right[other];
      }
    }
    this.levels = new double[trials.size()];
    double rest = 0;
    int known = 0;
    double[] sums = new double[trials.size()];
    int[] linked = new int[trials.size()];
    for (int round : rounds) {
      List<Integer> present = present(round);
      double ofRound =
          present.stream().mapToDouble(trial -> log(trial, round) - parts[trial]).sum()
              / present.size();
      for (int trial : present) {
        double off = log(trial, round) - parts[trial] - ofRound;
        rest += off * off;
        known++;
      }
      int link = links[present.get(0)];
      sums[link] += ofRound;
      linked[link]++;
    }
    for (int trial = 0; trial < trials.size(); trial++) {
      levels[trial] = sums[links[trial]] / linked[links[trial]];
    }
    int groups = (int) Arrays.stream(links).distinct().count();
    this.freedom = known - trials.size() - rounds.length + groups;
    this.variance = freedom > 0 ? rest / freedom : Double.NaN;
  }

  /** Compares all trials of a tier that have the figure in any round. */
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
    return new Comparison(
        figures, measure.unit().equals("ms") ? LEAST_MILLISECONDS : Double.MIN_NORMAL);
  }

  private double log(int trial, int round) {
    return Math.log(Math.max(figures.get(trials.get(trial)).get(round), least));
  }

  private List<Integer> present(int round) {
    List<Integer> present = new ArrayList<>();
    for (int trial = 0; trial < trials.size(); trial++) {
      if (figures.get(trials.get(trial)).containsKey(round)) {
        present.add(trial);
      }
    }
    return present;
  }

  private int[] links() {
    int[] links = new int[trials.size()];
    Arrays.setAll(links, trial -> trial);
    for (int round : rounds) {
      List<Integer> present = present(round);
      for (int trial : present) {
        int from = links[trial];
        int to = links[present.get(0)];
        Arrays.setAll(links, each -> links[each] == from ? to : links[each]);
      }
    }
    return links;
  }

  /** The normal equations of the trials after the rounds are eliminated. */
  private void equations(double[][] matrix, double[] right) {
    for (int round : rounds) {
      List<Integer> present = present(round);
      double mean = present.stream().mapToDouble(trial -> log(trial, round)).sum() / present.size();
      for (int trial : present) {
        matrix[trial][trial] += 1;
        right[trial] += log(trial, round) - mean;
        for (int other : present) {
          matrix[trial][other] -= 1.0 / present.size();
        }
      }
    }
    // Only differences are determined: this sets the sum of linked trials to 0.
    for (int trial = 0; trial < trials.size(); trial++) {
      for (int other = 0; other < trials.size(); other++) {
        if (links[trial] == links[other]) {
          matrix[trial][other] += 1;
        }
      }
    }
  }

  /** The trials that have the figure. */
  List<Trial> trials() {
    return trials;
  }

  boolean has(Trial trial) {
    return figures.containsKey(trial);
  }

  /** Median and range over the rounds. */
  Spread spread(Trial trial) {
    return Spread.of(figures(trial));
  }

  /** The figures in the order of the rounds. */
  List<Double> figures(Trial trial) {
    return List.copyOf(figures.get(trial).values());
  }

  /** How many rounds have figures. */
  int rounds() {
    return rounds.length;
  }

  /**
   * How many times as much {@code trial} has as {@code other}.
   *
   * @param pairs how many such questions are asked together; the interval holds for all of them
   */
  Effect effect(Trial trial, Trial other, int pairs) {
    int one = trials.indexOf(trial);
    int two = trials.indexOf(other);
    double ratio = mean(trial) / mean(other);
    if (freedom == 0 || links[one] != links[two]) {
      // One round tells nothing of chance, rounds that are not linked nothing of each other.
      return new Effect(ratio, 0, Double.POSITIVE_INFINITY);
    }
    double quantile =
        new TDistribution(freedom).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2 / pairs);
    double sure = inverse[one][one] + inverse[two][two] - 2 * inverse[one][two];
    double off = quantile * Math.sqrt(variance * sure);
    return new Effect(ratio, ratio * Math.exp(-off), ratio * Math.exp(off));
  }

  /** Geometric mean over the rounds; where a round lacks the trial, as it would have been. */
  double mean(Trial trial) {
    int index = trials.indexOf(trial);
    return Math.exp(levels[index] + parts[index]);
  }
}
