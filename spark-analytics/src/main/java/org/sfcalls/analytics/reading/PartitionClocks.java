package org.sfcalls.analytics.reading;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;

/**
 * What tasks saw in each partition, by its number. Tasks report it, the driver reads it.
 *
 * <p>A task that ran twice reports twice: the time, a maximum, is right all the same, and the
 * number of calls serves only to tell whether there were any.
 */
public final class PartitionClocks extends AccumulatorV2<Map<Integer, Seen>, Map<Integer, Seen>> {
  private static final long serialVersionUID = 1L;

  /**
   * Calls of one partition.
   *
   * @param newestMs their newest event time, epoch milliseconds
   * @param calls how many
   */
  public record Seen(long newestMs, long calls) implements Serializable {
    Seen and(Seen other) {
      return new Seen(Math.max(newestMs, other.newestMs), calls + other.calls);
    }
  }

  private final Map<Integer, Seen> seen = new HashMap<>();

  @Override
  public synchronized boolean isZero() {
    return seen.isEmpty();
  }

  @Override
  public synchronized PartitionClocks copy() {
    PartitionClocks copy = new PartitionClocks();
    copy.seen.putAll(seen);
    return copy;
  }

  @Override
  public synchronized void reset() {
    seen.clear();
  }

  @Override
  public synchronized void add(Map<Integer, Seen> more) {
    more.forEach((partition, calls) -> seen.merge(partition, calls, Seen::and));
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
