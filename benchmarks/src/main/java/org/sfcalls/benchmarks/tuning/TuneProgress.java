package org.sfcalls.benchmarks.tuning;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tells how far a run is, and how long it will still take. */
interface TuneProgress extends AutoCloseable {

  /**
   * A trial begins.
   *
   * @param left what is still to do, this one among it
   */
  void begins(Trial trial, int round, List<Trial> left);

  /** A trial is done. */
  void done(TrialResult result, List<Trial> left);

  @Override
  void close();

  /**
   * A bar that is drawn anew in place, for terminals.
   *
   * @param before trials that are done already
   */
  static TuneProgress bar(PrintStream terminal, TimeLeft time, int before) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("tune")
            .setUnit(" trials", 1)
            .hideEta()
            .setConsumer(new ConsoleProgressBarConsumer(terminal))
            .startsFrom(before, Duration.ZERO)
            .build();
    return new TuneProgress() {
      @Override
      public void begins(Trial trial, int round, List<Trial> left) {
        bar.maxHint(bar.getCurrent() + left.size());
        bar.setExtraMessage(time.text(left) + "  " + trial);
      }

      @Override
      public void done(TrialResult result, List<Trial> left) {
        time.add(result);
        bar.step();
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }

  /** A line for each trial, for logs. */
  static TuneProgress lines(PrintStream out, TimeLeft time) {
    return new TuneProgress() {
      @Override
      public void begins(Trial trial, int round, List<Trial> left) {}

      @Override
      public void done(TrialResult result, List<Trial> left) {
        time.add(result);
        out.printf(
            Locale.US,
            "round %d  %-40s %,10.0f calls/s  %9s  %d to go, %s%n",
            result.round(),
            result.trial(),
            result.figure(Measure.THROUGHPUT).orElse(Double.NaN),
            result.figure(Measure.LATENCY_P50).isPresent()
                ? String.format(
                    Locale.US, "%,.0f ms", result.figure(Measure.LATENCY_P50).getAsDouble())
                : "",
            left.size(),
            time.text(left));
      }

      @Override
      public void close() {}
    };
  }

  /** How long the trials that are left will take, by those that were done. */
  final class TimeLeft {
    private final List<TrialResult> done;
    private final double firstGuess;

    /**
     * @param done results of earlier runs
     * @param firstGuess seconds of a trial while there is none to go by
     */
    TimeLeft(List<TrialResult> done, double firstGuess) {
      this.done = new ArrayList<>(done);
      this.firstGuess = firstGuess;
    }

    void add(TrialResult result) {
      done.add(result);
    }

    /** Seconds that these trials will take together. */
    double seconds(List<Trial> left) {
      Map<Trial, Double> known =
          done.stream()
              .collect(
                  Collectors.groupingBy(
                      TrialResult::trial, Collectors.averagingDouble(TrialResult::seconds)));
      Map<Tier, Double> ofTier =
          done.stream()
              .collect(
                  Collectors.groupingBy(
                      result -> result.trial().tier(),
                      Collectors.averagingDouble(TrialResult::seconds)));
      return left.stream()
          .mapToDouble(
              trial -> known.getOrDefault(trial, ofTier.getOrDefault(trial.tier(), firstGuess)))
          .sum();
    }

    String text(List<Trial> left) {
      long seconds = Math.round(seconds(left));
      return seconds < 90
          ? "about " + seconds + " s left"
          : "about " + Math.round(seconds / 60.0) + " min left";
    }
  }
}
