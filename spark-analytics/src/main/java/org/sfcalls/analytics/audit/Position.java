package org.sfcalls.analytics.audit;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.sfcalls.analytics.reading.BoundedTopic;

/**
 * Up to where the calls of calls.clean are counted.
 *
 * @param ends for each partition the offset behind the last call that is counted; 0 of those that
 *     are not named
 */
record Position(SortedMap<Integer, Long> ends) {

  Position {
    ends = new TreeMap<>(ends);
  }

  /** Of a topic whose calls are all counted. */
  static Position endOf(BoundedTopic clean) {
    return new Position(clean.ends());
  }

  /** What a record of progress says. */
  static Position of(GenericRecord progress) {
    TreeMap<Integer, Long> ends = new TreeMap<>();
    ((Map<?, ?>) progress.get("end_offsets"))
        .forEach((partition, end) -> ends.put(Integer.valueOf(partition.toString()), (Long) end));
    return new Position(ends);
  }

  /** The offset behind the last counted call of a partition. */
  long end(int partition) {
    return ends.getOrDefault(partition, 0L);
  }
}
