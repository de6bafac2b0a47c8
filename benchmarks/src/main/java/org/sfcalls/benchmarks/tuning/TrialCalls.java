package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.calls.RawCall;

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
