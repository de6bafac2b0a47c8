package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.latency.Latencies;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.sandbox.stack.Stack;

/** Runs trials of a tier, in one JVM for all: drains a backlog, then takes live calls. */
abstract class TierTrials implements AutoCloseable {
  protected final Stack stack;
  protected final Workload workload;
  protected final TrialCalls calls;
  protected final TrialTopics topics;
  protected final WarmJvm jvm;

  /** What a trial came to; {@code keptUp} as in {@link TrialResult}. */
  record Outcome(Map<Measure, Double> figures, boolean keptUp) {}

  TierTrials(Stack stack, Workload workload, TrialCalls calls, TrialTopics topics, WarmJvm jvm) {
    this.stack = stack;
    this.workload = workload;
    this.calls = calls;
    this.topics = topics;
    this.jvm = jvm;
  }

  /** Runs the tier once with a configuration, and checks what it wrote. */
  final Outcome run(Configuration configuration) {
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    backlog(configuration, figures);
    boolean keptUp = !workload.hasLive() || live(configuration, figures);
    return new Outcome(figures, keptUp);
  }

  protected abstract void backlog(Configuration configuration, Map<Measure, Double> figures);

  /** Returns whether the calls were taken as fast as they came. */
  protected abstract boolean live(Configuration configuration, Map<Measure, Double> figures);

  protected static void put(
      Map<Measure, Double> figures, Measure p50, Measure p99, Latencies latencies) {
    figures.put(p50, latencies.percentile(50));
    figures.put(p99, latencies.percentile(99));
  }

  @Override
  public final void close() {
    jvm.close();
  }

  /**
   * The calls of every trial: the same backlog for all, and the same live calls, which follow it in
   * event time.
   */
  record TrialCalls(CallSupply supply, long backlogCalls, List<RawCall> raw, List<RawCall> clean) {
    /**
     * Reads the live calls.
     *
     * @param encoder makes a raw call's bytes those of a clean one
     */
    static TrialCalls of(CallSupply supply, Workload workload, UnaryOperator<byte[]> encoder) {
      List<RawCall> raw = new ArrayList<>();
      List<RawCall> clean = new ArrayList<>();
      if (workload.hasLive()) {
        Iterator<RawCall> all = supply.calls(workload.backlogCalls() + workload.liveCalls());
        for (long passed = 0; passed < workload.backlogCalls(); passed++) {
          all.next();
        }
        while (all.hasNext()) {
          RawCall call = all.next();
          raw.add(call);
          clean.add(new RawCall(call.key(), encoder.apply(call.value())));
        }
      }
      return new TrialCalls(supply, workload.backlogCalls(), raw, clean);
    }

    Iterator<RawCall> backlog() {
      return supply.calls(backlogCalls);
    }
  }
}
