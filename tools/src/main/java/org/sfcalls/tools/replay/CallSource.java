package org.sfcalls.tools.replay;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import org.sfcalls.calls.reading.CallReader;

/** Where the calls of a replay come from, one by one in the order in which they are sent. */
interface CallSource extends Closeable {

  /**
   * The next call, or null when there is none.
   *
   * @throws org.sfcalls.calls.reading.InputFault when the input can't be read on
   */
  RawCall next() throws IOException;

  /** Calls read from the input so far. */
  long read();

  /** The calls of a file in the order in which they stand there. */
  static CallSource asTheyStand(CallReader reader) {
    return new InOrder(reader::next, reader);
  }

  /** Calls that are made up. */
  static CallSource of(Iterator<byte[]> records) {
    return new InOrder(() -> records.hasNext() ? records.next() : null, () -> {});
  }

  /** Where the bytes of the next record come from; null at the end. */
  interface Records {
    byte[] next() throws IOException;
  }

  /** Hands on what it gets. */
  final class InOrder implements CallSource {
    private final Records records;
    private final Closeable closeable;
    private long read;
    private long time = RawCall.NO_TIME;

    InOrder(Records records, Closeable closeable) {
      this.records = records;
      this.closeable = closeable;
    }

    @Override
    public RawCall next() throws IOException {
      byte[] value = records.next();
      if (value == null) {
        return null;
      }
      RawCall call = RawCall.read(read++, value, time);
      time = call.time();
      return call;
    }

    @Override
    public long read() {
      return read;
    }

    @Override
    public void close() throws IOException {
      closeable.close();
    }
  }
}
