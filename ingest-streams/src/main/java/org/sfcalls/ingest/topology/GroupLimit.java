package org.sfcalls.ingest.topology;

import com.carrotsearch.hppc.LongHashSet;
import net.jpountz.xxhash.XXHash64;
import org.sfcalls.schemas.WireFormat;

/**
 * Bounds how many groups (different pairs of type and disposition) the calls of one partition have
 * in a day of event time. Everything behind ingest keeps something for each group: rows of state,
 * keys of {@code calls.counts}, series on the page. The city has a few hundred a day.
 *
 * <p>Memory: 8 to 32 bytes per group, so 8 MB per partition at the default. After a restart the
 * groups of the day are counted from zero.
 */
final class GroupLimit {

  private static final long DAY_MS = 86_400_000;

  /** Numbers between the type and the disposition: four of dates and times, and the event time. */
  private static final int NUMBERS_BETWEEN = 5;

  private final XXHash64 hash;
  private final int most;
  private LongHashSet groups = new LongHashSet();
  private long day = Long.MIN_VALUE;

  /** Where the last text that was read begins and ends. */
  private int from;

  private int to;

  /**
   * @param most groups per day
   */
  GroupLimit(int most, XXHash64 hash) {
    this.most = most;
    this.hash = hash;
  }

  /**
   * Whether there is room for the call's group; from now on it is one of them.
   *
   * @param encoded the call in wire format, with its fields in the contract's order
   * @param eventTimeMs when it was, epoch milliseconds
   */
  boolean admits(byte[] encoded, long eventTimeMs) {
    long callDay = Math.floorDiv(eventTimeMs, DAY_MS);
    if (callDay > day) {
      day = callDay;
      groups = new LongHashSet();
    }
    long group = group(encoded);
    if (groups.size() < most) {
      groups.add(group);
      return true;
    }
    return groups.contains(group);
  }

  private long group(byte[] encoded) {
    to = WireFormat.HEADER_BYTES;
    text(encoded); // crime_id
    text(encoded);
    long type = hash.hash(encoded, from, to - from, 0);
    for (int number = 0; number < NUMBERS_BETWEEN; number++) {
      while (encoded[to++] < 0) {
        // Every byte of a number but its last has the highest bit set.
      }
    }
    text(encoded);
    return hash.hash(encoded, from, to - from, type);
  }

  /** Reads an Avro text: its length, a zigzag number, and its bytes. */
  private void text(byte[] encoded) {
    int length = 0;
    int shift = 0;
    byte part;
    do {
      part = encoded[to++];
      length |= (part & 0x7F) << shift;
      shift += 7;
    } while (part < 0);
    from = to;
    to += length >>> 1;
  }
}
