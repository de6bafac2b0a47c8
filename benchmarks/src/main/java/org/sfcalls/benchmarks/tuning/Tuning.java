package org.sfcalls.benchmarks.tuning;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.ingest.Application;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;

/**
 * Measures the trials, on a real broker and registry.
 *
 * <p>Rounds are blocks: each runs every trial once, in an order of its own, so that what the
 * machine does meanwhile happens to all alike. Each tier has one JVM for all trials. What is in the
 * results is not measured again.
 *
 * @param warmup runs of each tier before them that do not count
 */
record Tuning(
    Preset preset,
    List<Trial> trials,
    int rounds,
    Workload workload,
    CallSupply supply,
    long orderSeed,
    Path folder,
    ResultFile file) {
  private record Step(Trial trial, int round) {}

  /**
   * Measures what is missing.
   *
   * @return whether all is measured: not when a signal stopped it
   */
  boolean measure(Installation installation) {
    if (steps().isEmpty() && confirmationSteps().isEmpty()) {
      return true;
    }
    return new MeasuredStack(installation, folder.resolve("stack"), 1)
        .measure(
            stack -> {
              measure(installation, stack);
              return true;
            })
        .orElse(false);
  }

  private void measure(Installation installation, Stack stack) {
    Map<Tier, TierTrials> tiers = new EnumMap<>(Tier.class);
    try (TrialCalls calls = new TrialCalls(stack, workload, supply)) {
      trials.forEach(calls::prepare);
      for (Trial trial : trials) {
        tiers.computeIfAbsent(trial.tier(), tier -> start(tier, installation, calls));
      }
      tiers.forEach(
          (tier, runner) -> {
            for (int run = 1; run <= preset.warmup(); run++) {
              System.err.printf("warm-up    %s %d/%d%n", tier, run, preset.warmup());
              runner.run(first(tier).configuration());
            }
          });
      run(steps(), tiers);
      run(confirmationSteps(), tiers);
    } finally {
      tiers.values().forEach(TierTrials::close);
    }
  }

  private TierTrials start(Tier tier, Installation installation, TrialCalls calls) {
    Path data = folder.resolve("stack").resolve(tier.toString());
    Stack stack = calls.stack();
    return tier == Tier.INGEST
        ? new IngestTrials(calls, Application.OURS.start("384m", stack, data.resolve("state")))
        : new AnalyticsTrials(
            calls,
            WarmJvm.startSpark(
                "tune-analytics",
                "1g",
                installation,
                stack,
                data.resolve("temporary"),
                List.of(),
                List.of(
                    "org.sfcalls.benchmarks.spark.TrialMain",
                    stack.bootstrap(),
                    stack.registryUrl(),
                    installation.radioCodes().toString())),
            data);
  }

  private Trial first(Tier tier) {
    return trials.stream().filter(trial -> trial.tier() == tier).findFirst().orElseThrow();
  }

  private void run(List<Step> steps, Map<Tier, TierTrials> tiers) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      long start = System.nanoTime();
      TierTrials.Outcome outcome = tiers.get(step.trial().tier()).run(step.trial().configuration());
      TrialResult result =
          new TrialResult(
              step.trial(),
              step.round(),
              Instant.now().toString(),
              (System.nanoTime() - start) / 1e9,
              outcome.figures(),
              outcome.keptUp());
      file.add(result);
      System.err.printf(
          Locale.US,
          "round %d  %-40s %,10.0f calls/s  %,7.0f ms  %d to go%n",
          result.round(),
          result.trial(),
          result.figure(Measure.THROUGHPUT).orElse(Double.NaN),
          result.figure(Measure.LATENCY_P50).orElse(Double.NaN),
          steps.size() - i - 1);
    }
  }

  private List<Step> steps() {
    return missing(trials, 1, rounds);
  }

  /**
   * The same of rounds that follow, in which the recommended configuration, which only a full set
   * of results gives, is measured against the usual one.
   */
  private List<Step> confirmationSteps() {
    if (preset.confirmations() == 0 || !steps().isEmpty()) {
      return List.of();
    }
    Recommendation recommendation = Recommendation.of(new Findings(file.results(), rounds));
    List<Trial> both = new ArrayList<>();
    for (Tier tier : trials.stream().map(Trial::tier).distinct().toList()) {
      Trial recommended = recommendation.trial(tier);
      if (!recommended.changes().isEmpty()) {
        both.add(Trial.usual(tier));
        both.add(recommended);
      }
    }
    return missing(both, rounds + 1, preset.confirmations());
  }

  private List<Step> missing(List<Trial> wanted, int from, int count) {
    List<Step> steps = new ArrayList<>();
    for (int round = from; round < from + count; round++) {
      List<Trial> order = new ArrayList<>(wanted);
      Collections.shuffle(order, new Random(orderSeed + round));
      for (Trial trial : order) {
        if (!file.has(trial, round)) {
          steps.add(new Step(trial, round));
        }
      }
    }
    return steps;
  }
}
