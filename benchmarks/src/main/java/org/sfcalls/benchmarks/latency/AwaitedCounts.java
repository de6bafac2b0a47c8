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

  private static final class Queue {
    private final List<SentCall> calls = new ArrayList<>();
    private int counted;
  }

  private final Map<Key, Queue> queues = new HashMap<>();
  private final List<SentCall> sent = new ArrayList<>();
  private long missing;

  /** A call that is about to be sent, and the keys of its counts. */
  synchronized void sent(SentCall call, List<Key> keys) {
    sent.add(call);
    missing += keys.size();
    for (Key key : keys) {
      queues.computeIfAbsent(key, first -> new Queue()).calls.add(call);
    }
  }

  /**
   * A count was read.
   *
   * @param total calls of the key so far
   * @param atMs when, epoch milliseconds
   */
  synchronized void counted(Key key, long total, long atMs) {
    Queue queue = queues.get(key);
    int known = queue == null ? 0 : queue.calls.size();
    if (total > known) {
      throw new CommandFailure(
          "the run does not count: of the window from %s %d calls were sent of one type and disposition, and %d counted"
              .formatted(key.windowStart(), known, total));
    }
    while (queue.counted < total) {
      queue.calls.get(queue.counted++).counted(atMs);
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
