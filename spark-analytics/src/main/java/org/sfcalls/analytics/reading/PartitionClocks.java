package org.sfcalls.analytics.reading;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;

/**
 * What tasks saw in each partition, by its number. Tasks report it, the driver reads it, and a task
 * gets what the driver knows when it sends the task out.
 *
 * <p>A task that ran twice reports twice: the time, a maximum, is right all the same, and the
 * number of calls serves only to tell whether there were any.
 */
public final class PartitionClocks extends AccumulatorV2<Map<Integer, Seen>, Map<Integer, Seen>> {
  private static final long serialVersionUID = 2L;

  /**
   * Calls of one partition.
   *
   * @param clockMs what its {@link PartitionClock} shows, epoch milliseconds
   * @param newestMs their newest event time, epoch milliseconds
   * @param calls how many
   * @param ahead how many calls in succession were far ahead of the clock
   * @param oldestAheadMs event time of the oldest of them, epoch milliseconds
   */
  public record Seen(long clockMs, long newestMs, long calls, int ahead, long oldestAheadMs)
      implements Serializable {

    /** The clock of a partition without calls. */
    static final long NEVER_MS = Long.MIN_VALUE;

    /** Of calls none of which is far ahead. */
    Seen(long newestMs, long calls) {
      this(newestMs, newestMs, calls, 0, 0);
    }

    Seen then(Seen later) {
      return new Seen(
          Math.max(clockMs, later.clockMs),
          Math.max(newestMs, later.newestMs),
          calls + later.calls,
          later.ahead,
          later.oldestAheadMs);
    }
  }

  private final Map<Integer, Seen> seen = new HashMap<>();

  /** What the driver knew when it sent this copy to a task. */
  private Map<Integer, Seen> before = Map.of();

  /** For a partition of which nothing is known. */
  private final Seen unknown;

  /**
   * @param startMs what the clock of every partition shows at the start, epoch milliseconds; {@link
   *     Seen#NEVER_MS} if that is not known
   */
  PartitionClocks(long startMs) {
    unknown = new Seen(startMs, 0);
  }

  /** In a task: the clock of a partition, as the driver knew it when it sent the task out. */
  PartitionClock clock(int partition) {
    return new PartitionClock(before.getOrDefault(partition, unknown));
  }

  @Override
  public synchronized boolean isZero() {
    return seen.isEmpty();
  }

  @Override
  public synchronized PartitionClocks copy() {
    PartitionClocks copy = new PartitionClocks(unknown.clockMs());
    copy.seen.putAll(seen);
    copy.before = before;
    return copy;
  }

  /** What Spark sends to a task: nothing seen in it yet, and what is known until now. */
  @Override
  public synchronized PartitionClocks copyAndReset() {
    PartitionClocks copy = new PartitionClocks(unknown.clockMs());
    copy.before = value();
    return copy;
  }

  @Override
  public synchronized void reset() {
    seen.clear();
  }

  @Override
  public synchronized void add(Map<Integer, Seen> more) {
    more.forEach((partition, calls) -> seen.merge(partition, calls, Seen::then));
  }

  @Override
  public void merge(AccumulatorV2<Map<Integer, Seen>, Map<Integer, Seen>> other) {
    add(other.value());
  }

  @Override
  public synchronized Map<Integer, Seen> value() {
    return Map.copyOf(seen);
  }
}
