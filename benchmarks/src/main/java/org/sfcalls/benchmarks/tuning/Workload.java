package org.sfcalls.benchmarks.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.latency.SteadySender;

/**
 * What each trial does.
 *
 * @param drainLimit when draining ends at the latest; what is done by then counts
 * @param live how long they count; zero for no live calls
 */
record Workload(
    long backlogCalls, Duration drainLimit, int liveRate, Duration liveWarmup, Duration live) {

  static final Duration CATCH_UP = Duration.ofSeconds(5);

  Workload {
    atLeast(1, backlogCalls, "--calls");
    atLeast(1, liveRate, "--rate");
    atLeast(0, live.toSeconds(), "--seconds");
  }

  private static void atLeast(long least, long number, String option) {
    if (number < least) {
      throw new IllegalArgumentException(
          option + " is " + number + ", at least " + least + " is needed");
    }
  }

  boolean hasLive() {
    return !live.isZero();
  }

  int liveCalls() {
    return hasLive() ? (int) (liveRate * liveWarmup.plus(live).toMillis() / 1000) : 0;
  }

  /** Those of them, from the first, that do not count. */
  int uncounted() {
    return (int) (liveRate * liveWarmup.toMillis() / 1000);
  }

  /** Sends live calls at the rate. */
  List<SteadySender.Sent> send(
      String bootstrap, String topic, List<RawCall> calls, Runnable meanwhile) {
    Iterator<RawCall> next = calls.iterator();
    List<SteadySender.Sent> sent = Collections.synchronizedList(new ArrayList<>());
    try (SteadySender sender =
        new SteadySender(
            bootstrap, topic, liveRate, now -> next.hasNext() ? next.next() : null, sent::add)) {
      while (sender.isSending()) {
        meanwhile.run();
      }
    }
    return sent.stream().sorted(Comparator.comparingLong(SteadySender.Sent::sentMs)).toList();
  }
}
