package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.schemas.AvroBuffer;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

/**
 * The group of one decoded call after the other, as {@link CallGroup#bytes} has it, in a buffer
 * that is used again: nothing is made for a call but by who copies it.
 *
 * <p>Not for use by several threads at once.
 */
final class GroupWriter {

  private static final byte[] ALL = GroupColumn.ALL.getBytes(UTF_8);

  /** Of each column whether it is counted by. */
  private final boolean[] counted;

  private final AvroBuffer out = new AvroBuffer();

  GroupWriter(Grouping grouping) {
    counted = new boolean[GroupColumn.values().length];
    for (GroupColumn column : grouping.columns()) {
      counted[column.ordinal()] = true;
    }
  }

  /** The group of the call that was decoded last, until the next one is asked for. */
  AvroBuffer group(CallDecoder call) {
    out.begin();
    for (int column = 0; column < counted.length; column++) {
      byte[] bytes = counted[column] ? call.bytes(column) : ALL;
      int from = counted[column] ? call.from(column) : 0;
      int to = counted[column] ? call.to(column) : ALL.length;
      out.room(to - from + AvroBuffer.MAX_NUMBER_BYTES);
      out.text(bytes, from, to);
    }
    return out;
  }
}
