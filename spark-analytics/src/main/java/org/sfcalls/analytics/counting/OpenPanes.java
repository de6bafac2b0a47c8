package org.sfcalls.analytics.counting;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * The state of one group: its calls in each pane that an open window still needs.
 *
 * <p>Kept as bytes, a pane's start and its calls in turn, eight bytes each: Spark reads every state
 * row in every batch to see whether its time is over, and would make an object with two lists of
 * each.
 *
 * @param starts starts of the panes, epoch milliseconds, ascending
 * @param counts calls in each of {@code starts}
 */
record OpenPanes(long[] starts, long[] counts) {

  static final OpenPanes NONE = new OpenPanes(new long[0], new long[0]);

  /** What {@link #bytes} made. */
  static OpenPanes of(byte[] bytes) {
    LongBuffer values = ByteBuffer.wrap(bytes).asLongBuffer();
    int panes = values.remaining() / 2;
    long[] starts = new long[panes];
    long[] counts = new long[panes];
    for (int i = 0; i < panes; i++) {
      starts[i] = values.get();
      counts[i] = values.get();
    }
    return new OpenPanes(starts, counts);
  }

  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES * starts.length);
    for (int i = 0; i < starts.length; i++) {
      bytes.putLong(starts[i]).putLong(counts[i]);
    }
    return bytes.array();
  }

  boolean isEmpty() {
    return starts.length == 0;
  }
}
