package org.sfcalls.benchmarks.tuning;

import java.util.EnumMap;
import java.util.Map;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.latency.Latencies;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.sandbox.stack.Stack;

/** Runs trials of a tier, in one JVM for all: drains a backlog, then takes live calls. */
abstract class TierTrials implements AutoCloseable {
  protected final TrialCalls calls;
  protected final Stack stack;
  protected final Workload workload;
  protected final WarmJvm jvm;

  /** What a trial came to; {@code keptUp} as in {@link TrialResult}. */
  record Outcome(Map<Measure, Double> figures, boolean keptUp) {}

  TierTrials(TrialCalls calls, WarmJvm jvm) {
    this.calls = calls;
    this.stack = calls.stack();
    this.workload = calls.workload();
    this.jvm = jvm;
  }

  /** Runs the tier once with a configuration, and checks what it wrote. */
  final Outcome run(Configuration configuration) {
    Map<Measure, Double> figures = new EnumMap<>(Measure.class);
    backlog(configuration, figures);
    boolean keptUp = workload.liveCalls() == 0 || live(configuration, figures);
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
}
