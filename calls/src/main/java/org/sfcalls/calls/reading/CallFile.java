package org.sfcalls.calls.reading;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.sfcalls.schemas.Topics;

/**
 * A file of calls: a JSON array or lines, plain or gzip, read as a stream.
 *
 * @param path the file; {@code -} is standard input
 * @param format how the calls stand in it
 */
public record CallFile(Path path, CallFormat format) {

  /**
   * The largest record that is read, in bytes: what {@code calls.raw} takes, less room for the key
   * and the envelope that travel with it.
   */
  public static final int MAX_RECORD_BYTES = Topics.MAX_RECORD_BYTES - 4096;

  private static final int BUFFER_BYTES = 1 << 16;

  /** White space before the first record that format detection looks past. */
  private static final int DETECTION_BYTES = 1 << 14;

  /**
   * Opens the file.
   *
   * @throws InputFault when there is no such file, or it can't be read
   */
  public CallReader open() throws InputFault {
    String name = name();
    InputStream bytes = null;
    try {
      bytes = unpacked(stored());
      boolean array = format == CallFormat.ARRAY || (format == CallFormat.AUTO && isArray(bytes));
      return array
          ? new ArrayReader(name, bytes, MAX_RECORD_BYTES)
          : new LineReader(name, bytes, MAX_RECORD_BYTES);
    } catch (IOException e) {
      closeQuietly(bytes);
      throw e instanceof InputFault fault
          ? fault
          : new InputFault(name, "", "can't be read: " + e.getMessage(), 0, e);
    }
  }

  /** How messages call the file. */
  public String name() {
    return isStandardInput() ? "standard input" : path.toString();
  }

  private boolean isStandardInput() {
    return path.toString().equals("-");
  }

  private InputStream stored() throws IOException {
    if (isStandardInput()) {
      return System.in;
    }
    if (!Files.exists(path)) {
      throw new InputFault(name(), "", "there is no such file", 0, null);
    }
    if (Files.isDirectory(path)) {
      throw new InputFault(name(), "", "is a directory, a file is needed", 0, null);
    }
    if (!Files.isReadable(path)) {
      throw new InputFault(name(), "", "may not be read by this user", 0, null);
    }
    return new FileInputStream(path.toFile());
  }

  private static InputStream unpacked(InputStream stored) throws IOException {
    BufferedInputStream plain = new BufferedInputStream(stored, BUFFER_BYTES);
    plain.mark(2);
    boolean gzip = plain.read() == 0x1f && plain.read() == 0x8b;
    plain.reset();
    return gzip
        ? new BufferedInputStream(new WholeGzip(plain), Math.max(BUFFER_BYTES, DETECTION_BYTES))
        : plain;
  }

  /**
   * Whether the first bytes that are not white space are an opening bracket and an opening brace.
   */
  private static boolean isArray(InputStream bytes) throws IOException {
    bytes.mark(DETECTION_BYTES);
    int left = DETECTION_BYTES - 3;
    int first = bytes.read();
    if (first == 0xef && bytes.read() == 0xbb && bytes.read() == 0xbf) {
      first = bytes.read();
    }
    while (isWhite(first) && left-- > 0) {
      first = bytes.read();
    }
    int second = ' ';
    while (first == '[' && isWhite(second) && left-- > 0) {
      second = bytes.read();
    }
    bytes.reset();
    return first == '[' && (second == '{' || second == ']' || second < 0);
  }

  private static boolean isWhite(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static void closeQuietly(InputStream bytes) {
    if (bytes != null) {
      try {
        bytes.close();
      } catch (IOException e) {
        // The fault that led here is the one to report.
        return;
      }
    }
  }

  /**
   * Gzip that is read to the last byte of the last member: the JDK's stream stops without a word at
   * bytes that begin no member, and at a pipe that has nothing to read at the moment.
   */
  private static final class WholeGzip extends GZIPInputStream {

    WholeGzip(InputStream packed) throws IOException {
      super(new NeverIdle(packed), BUFFER_BYTES);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count < 0 && (inf.getRemaining() > 8 || in.read() >= 0)) {
        throw new IOException("bytes follow the end of the gzip data");
      }
      return count;
    }

    private static final class NeverIdle extends FilterInputStream {
      NeverIdle(InputStream in) {
        super(in);
      }

      @Override
      public int available() {
        return 1;
      }
    }
  }
}
