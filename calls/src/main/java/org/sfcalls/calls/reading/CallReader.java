package org.sfcalls.calls.reading;

import java.io.Closeable;

/** Hands out the records of a file one by one, as the bytes that stand in it. */
public sealed interface CallReader extends Closeable permits LineReader, ArrayReader {

  /**
   * The next record's bytes, or null at the end of the file, however often it is asked.
   *
   * @throws InputFault when the file can't be read on; records handed out before are whole
   */
  byte[] next() throws InputFault;
}
