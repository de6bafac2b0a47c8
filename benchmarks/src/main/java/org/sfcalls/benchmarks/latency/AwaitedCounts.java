package org.sfcalls.benchmarks.latency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.access.CommandFailure;

/**
 * Which calls a count includes. Counts of a key are totals that only grow, and the calls of a key
 * are counted in the order in which they were sent, since all have one partition; so a total of
 * <i>k</i> includes the first <i>k</i> calls.
 */
final class AwaitedCounts {
  record Key(Instant windowStart, String type, String disposition) {}

  /** A call on its way to its counts; times are epoch milliseconds. */
  static final class SentCall {
    private final long sentMs;
    private int missing;
    private long countedMs;

    private SentCall(long sentMs, int windows) {
      this.sentMs = sentMs;
      this.missing = windows;
    }

    boolean isCounted() {
      return missing == 0;
    }

    long sentMs() {
      return sentMs;
    }

    /** Milliseconds from the raw record to the last of its counts; it must be counted. */
    long latencyMs() {
      if (!isCounted()) {
        throw new IllegalStateException("the call is not counted yet");
      }
      return countedMs - sentMs;
    }
  }

  private static final class Queue {
    private final List<SentCall> calls = new ArrayList<>();
    private int counted;
  }

  private final Map<Key, Queue> queues = new HashMap<>();
  private final List<SentCall> sent = new ArrayList<>();
  private long missing;

  /** A call is about to be sent, and must be counted by each of these keys. */
  synchronized SentCall sent(long atMs, List<Key> keys) {
    SentCall call = new SentCall(atMs, keys.size());
    sent.add(call);
    missing += keys.size();
    keys.forEach(key -> queues.computeIfAbsent(key, first -> new Queue()).calls.add(call));
    return call;
  }

  /** A count was read; it must not be more than were sent. */
  synchronized void counted(Key key, long total, long atMs) {
    Queue queue = queues.getOrDefault(key, new Queue());
    if (total > queue.calls.size()) {
      throw new CommandFailure(
          "the run does not count: of the window from %s %d calls were sent of one type and disposition, and %d counted"
              .formatted(key.windowStart(), queue.calls.size(), total));
    }
    while (queue.counted < total) {
      SentCall call = queue.calls.get(queue.counted++);
      call.missing--;
      call.countedMs = Math.max(call.countedMs, atMs);
      missing--;
    }
  }

  synchronized long missing() {
    return missing;
  }

  synchronized List<SentCall> calls() {
    return List.copyOf(sent);
  }
}
