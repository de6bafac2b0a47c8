package org.sfcalls.analytics.preflight;

import java.util.Map;

/**
 * The topic that the query reads, as it stands on the broker.
 *
 * @param name its name
 * @param id its id, another one when a topic of the same name is created again
 * @param begin first offset of each partition that is still there
 * @param end offset that the next record of each partition will have
 */
public record SourceTopic(
    String name, String id, Map<Integer, Long> begin, Map<Integer, Long> end) {
  public SourceTopic {
    begin = Map.copyOf(begin);
    end = Map.copyOf(end);
  }

  /** How many partitions it has. */
  public int partitions() {
    return end.size();
  }
}
