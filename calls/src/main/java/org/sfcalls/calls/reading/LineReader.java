package org.sfcalls.calls.reading;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Newline-delimited records: every line is one, whatever is in it, for the tier behind rejects and
 * accounts for what is no call. A carriage return before the newline belongs to the newline. A
 * fault names the line and the column, in bytes.
 */
final class LineReader implements CallReader {
  private final String file;
  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] line = new byte[1024];
  private long lines;

  LineReader(String file, InputStream in, int maxBytes) {
    this.file = file;
    this.in = in;
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] next() throws InputFault {
    // Longer than int can count: a file without newlines may have any size.
    long length = 0;
    while (true) {
      if (position == limit && !fill(length)) {
        return length == 0 ? null : record(length);
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      keep(length, end);
      length += end - position;
      position = end;
      if (end < limit) {
        position++;
        return record(length);
      }
    }
  }

  private byte[] record(long length) throws InputFault {
    lines++;
    if (length > 0 && length <= line.length && line[(int) length - 1] == '\r') {
      length--;
    }
    if (length > maxBytes) {
      throw new InputFault(
          file,
          place(lines, maxBytes),
          "the line has " + length + " bytes, a record may have at most " + maxBytes,
          lines - 1,
          null);
    }
    return Arrays.copyOf(line, (int) length);
  }

  /** Adds the bytes up to {@code end} to the line, unless it is too long already. */
  private void keep(long length, int end) {
    int more = end - position;
    // One byte more than allowed, for the carriage return.
    if (length + more > maxBytes + 1L) {
      return;
    }
    int needed = (int) length + more;
    if (needed > line.length) {
      line = Arrays.copyOf(line, (int) Math.min(maxBytes + 1L, Math.max(needed, line.length * 2L)));
    }
    System.arraycopy(buffer, position, line, (int) length, more);
  }

  /** Where the byte behind {@code length} bytes of a line stands; both numbers count from 1. */
  private static String place(long line, long length) {
    return "line " + line + ", column " + (length + 1);
  }

  /**
   * Reads on, {@code length} bytes into a line.
   *
   * @return whether there is more
   */
  private boolean fill(long length) throws InputFault {
    try {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      return limit > 0;
    } catch (IOException e) {
      limit = 0;
      throw new InputFault(
          file,
          place(lines + 1, length),
          "can't be read further: " + e.getMessage() + " (is the file cut off or damaged?)",
          lines,
          e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
