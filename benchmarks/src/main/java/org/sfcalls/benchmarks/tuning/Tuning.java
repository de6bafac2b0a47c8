package org.sfcalls.benchmarks.tuning;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * Measures the trials, on a real broker and registry.
 *
 * <p>Rounds are blocks: each runs every trial once, in an order of its own, so that what the
 * machine does meanwhile meets all alike. Each tier has one JVM for all trials. What is in the
 * results is not measured again.
 */
final class Tuning {
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  /** Seconds of a trial beside its draining and its live calls. */
  private static final double OVERHEAD = 4;

  private final TuneSettings settings;
  private final Installation installation;
  private final ResultFile file;
  private final PrintStream status;
  private final boolean terminal;

  /** A trial in a round. */
  private record Step(Trial trial, int round) {}

  /**
   * @param status takes lines, or a bar, that tell how far it is
   * @param terminal whether a bar can be drawn there
   */
  Tuning(
      TuneSettings settings,
      Installation installation,
      ResultFile file,
      PrintStream status,
      boolean terminal) {
    this.settings = settings;
    this.installation = installation;
    this.file = file;
    this.status = status;
    this.terminal = terminal;
  }

  /**
   * Measures what is missing.
   *
   * @return whether all is measured: not when it was stopped by a signal
   * @throws org.sfcalls.access.CommandFailure when a trial fails, or what it wrote is not what it
   *     must be
   * @throws org.sfcalls.sandbox.SandboxException when a server does not start, or dies
   */
  boolean measure() {
    if (steps().isEmpty() && confirmations().isEmpty()) {
      return true;
    }
    StackSettings servers = new StackSettings(settings.folder().resolve("stack"), true, 0, 0, 0, 1);
    Topics unused = Topics.withPrefix("calls");
    try (Stack stack = Stack.start(installation, servers, unused, status::println);
        TrialTopics topics = new TrialTopics(stack)) {
      try {
        measure(stack, topics, encoder(stack, unused));
        return true;
      } catch (RuntimeException e) {
        // A server that died is the better reason. After Ctrl-C there is none to give: the signal
        // decides the exit code.
        stack.supervisor().pause(A_MOMENT);
        if (stack.supervisor().isStopping()) {
          return false;
        }
        throw e;
      }
    }
  }

  private void measure(Stack stack, TrialTopics topics, UnaryOperator<byte[]> encoder) {
    TrialCalls calls = TrialCalls.of(settings.supply(), settings.workload(), encoder);
    for (Tier tier : settings.tiers()) {
      for (int partitions : settings.partitions(tier)) {
        status.printf("backlog    %s, %d partitions%n", tier, partitions);
        topics.prepare(tier, partitions, calls.backlog(), encoder, status::println);
      }
    }
    Map<Tier, TierTrials> tiers = new EnumMap<>(Tier.class);
    try {
      for (Tier tier : settings.tiers()) {
        tiers.put(tier, start(tier, stack, topics, calls));
      }
      warmUp(tiers);
      TuneProgress.TimeLeft time = new TuneProgress.TimeLeft(file.results(), firstGuess());
      try (TuneProgress progress =
          terminal
              ? TuneProgress.bar(status, time, file.results().size())
              : TuneProgress.lines(status, time)) {
        run(steps(), tiers, progress);
        run(confirmations(), tiers, progress);
      }
    } finally {
      tiers.values().forEach(TierTrials::close);
    }
  }

  private double firstGuess() {
    Workload workload = settings.workload();
    return OVERHEAD + (workload.liveCalls() + 0.0) / workload.liveRate();
  }

  private TierTrials start(Tier tier, Stack stack, TrialTopics topics, TrialCalls calls) {
    Path folder = settings.folder().toAbsolutePath().resolve("stack").resolve(tier.toString());
    return switch (tier) {
      case INGEST ->
          new IngestTrials(
              stack, settings.workload(), calls, topics, TrialJvms.ingest(stack, folder));
      case ANALYTICS ->
          new AnalyticsTrials(
              stack,
              settings.workload(),
              calls,
              topics,
              TrialJvms.analytics(installation, stack, folder),
              folder);
    };
  }

  private void warmUp(Map<Tier, TierTrials> tiers) {
    for (Tier tier : settings.tiers()) {
      for (int run = 1; run <= settings.warmup(); run++) {
        status.printf("warm-up    %s %d/%d%n", tier, run, settings.warmup());
        tiers.get(tier).run(first(tier).configuration());
      }
    }
  }

  private Trial first(Tier tier) {
    return settings.trials().stream()
        .filter(trial -> trial.tier() == tier)
        .findFirst()
        .orElseThrow();
  }

  private void run(List<Step> steps, Map<Tier, TierTrials> tiers, TuneProgress progress) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      List<Trial> left = steps.subList(i, steps.size()).stream().map(Step::trial).toList();
      progress.begins(step.trial(), step.round(), left);
      long start = System.nanoTime();
      TierTrials.Outcome outcome = tiers.get(step.trial().tier()).run(step.trial().configuration());
      TrialResult result =
          new TrialResult(
              step.trial(),
              step.round(),
              Instant.now(),
              (System.nanoTime() - start) / 1e9,
              outcome.figures(),
              outcome.keptUp());
      file.add(result);
      progress.done(result, left.subList(1, left.size()));
    }
  }

  /** What is still to measure, round by round, each in an order of its own. */
  private List<Step> steps() {
    return missing(settings.trials(), 1, settings.rounds());
  }

  /**
   * The same of rounds that follow, in which the recommended configuration, which only a full set
   * of results gives, is measured against the usual one.
   */
  private List<Step> confirmations() {
    if (settings.confirmations() == 0 || !steps().isEmpty()) {
      return List.of();
    }
    Recommendation recommendation = new Findings(file.results()).recommendation();
    List<Trial> trials = new ArrayList<>();
    for (Tier tier : settings.tiers()) {
      Trial recommended = new Trial(tier, Trial.RECOMMENDED, recommendation.configuration());
      if (!recommended.changes().isEmpty()) {
        trials.add(Trial.usual(tier));
        trials.add(recommended);
      }
    }
    return missing(trials, settings.rounds() + 1, settings.confirmations());
  }

  private List<Step> missing(List<Trial> trials, int from, int rounds) {
    List<Step> steps = new ArrayList<>();
    for (int round = from; round < from + rounds; round++) {
      List<Trial> order = new ArrayList<>(trials);
      Collections.shuffle(order, new Random(settings.orderSeed() + round));
      for (Trial trial : order) {
        if (!file.has(trial, round)) {
          steps.add(new Step(trial, round));
        }
      }
    }
    return steps;
  }

  /** What ingest makes of a raw call that is valid. */
  private static UnaryOperator<byte[]> encoder(Stack stack, Topics topics) {
    int schemaId =
        new Registry(stack.registryUrl())
            .schemaId(Topics.valueSubject(topics.clean()), PoliceCall.getClassSchema());
    CallParser parser = new CallParser(Limits.DEFAULT, Clock.systemUTC());
    CallEncoder encoder = new CallEncoder(schemaId);
    return raw -> {
      if (parser.parse(raw) instanceof Valid valid) {
        return encoder.encode(valid.call());
      }
      throw new IllegalStateException("the supply gives valid calls only");
    };
  }
}
