package org.sfcalls.calls.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.sfcalls.calls.validation.ReadConstraints;

/**
 * The elements of one JSON array, each as the bytes that stand in the file: nothing is written
 * anew, so white space, number forms and escapes stay as they were. An element that is longer than
 * a record may be, or nested deeper than {@value #MOST_LEVELS} levels, is refused before it is all
 * in memory.
 */
final class ArrayReader implements CallReader {

  /** Far more than any record that is meant; each level takes memory. */
  private static final int MOST_LEVELS = 10_000;

  /** The other limits are ours (a record's size), so that Jackson's own never refuse a record. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(ReadConstraints.nesting(MOST_LEVELS))
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final String file;
  private final KeptBytes bytes;
  private final int maxBytes;
  private final JsonParser parser;
  private long elements;
  private boolean began;
  private boolean ended;

  /** Behind the last whole element: within a failed read the parser's own place is not exact. */
  private JsonLocation readTo = JsonLocation.NA;

  ArrayReader(String file, InputStream in, int maxBytes) throws IOException {
    this.file = file;
    this.bytes = new KeptBytes(in, maxBytes);
    this.maxBytes = maxBytes;
    this.parser = JSON.createParser(bytes);
  }

  @Override
  public byte[] next() throws InputFault {
    if (ended) {
      return null;
    }
    try {
      if (!began) {
        began = true;
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw fault("a JSON array is needed here", null);
        }
      }
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        if (parser.nextToken() != null) {
          throw fault("something follows the end of the array", null);
        }
        ended = true;
        return null;
      }
      if (token == null) {
        throw fault("the file ends inside the array", null);
      }
      long from = parser.currentTokenLocation().getByteOffset();
      if (from < 0) {
        throw fault("the file is not in UTF-8", null);
      }
      bytes.keepFrom(from);
      parser.skipChildren();
      parser.finishToken();
      JsonLocation end = parser.currentLocation();
      long to = end.getByteOffset();
      if (to - from > maxBytes) {
        throw fault(
            "the element that ends here has "
                + (to - from)
                + " bytes, a record may have at most "
                + maxBytes,
            null);
      }
      elements++;
      readTo = end;
      return bytes.slice(from, to);
    } catch (InputFault e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw fault(e.getOriginalMessage(), e);
    } catch (TooLong e) {
      throw new InputFault(file, behind(), e.getMessage(), elements, e);
    } catch (IOException e) {
      throw new InputFault(
          file,
          behind(),
          "can't be read further: " + e.getMessage() + " (is the file cut off or damaged?)",
          elements,
          e);
    }
  }

  private InputFault fault(String problem, JsonProcessingException cause) {
    boolean located = cause != null && cause.getLocation() != null;
    JsonLocation at = located ? cause.getLocation() : parser.currentLocation();
    return new InputFault(file, place(at), problem.replaceAll("\\s+", " "), elements, cause);
  }

  private String behind() {
    return elements == 0 ? "at its beginning" : "behind " + place(readTo);
  }

  private static String place(JsonLocation at) {
    return "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  @Override
  public void close() throws IOException {
    parser.close();
    bytes.close();
  }

  /** No element ends within the size of a record. */
  private static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    TooLong(int maxBytes) {
      super("no element ends within " + maxBytes + " bytes, the most that a record may have");
    }
  }

  /** What the parser read, from the beginning of the element that it stands in. */
  private static final class KeptBytes extends FilterInputStream {
    /** The parser reads so far ahead of the element that it stands in. */
    private static final int AHEAD = 1 << 16;

    private final int maxBytes;
    private byte[] kept = new byte[AHEAD];
    private long element;
    private int length;
    private long start;

    KeptBytes(InputStream in, int maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      if (start + length - element > (long) maxBytes + AHEAD) {
        throw new TooLong(maxBytes);
      }
      int read = in.read(buffer, offset, count);
      if (read > 0) {
        if (length + read > kept.length) {
          kept = Arrays.copyOf(kept, Math.max(Math.addExact(length, read), kept.length * 2));
        }
        System.arraycopy(buffer, offset, kept, length, read);
        length += read;
      }
      return read;
    }

    /** Lets go of what stands before {@code offset}, once that is worth moving the rest. */
    void keepFrom(long offset) {
      element = offset;
      int gone = (int) (offset - start);
      if (gone > kept.length / 2) {
        System.arraycopy(kept, gone, kept, 0, length - gone);
        length -= gone;
        start = offset;
      }
    }

    byte[] slice(long from, long to) {
      return Arrays.copyOfRange(kept, (int) (from - start), (int) (to - start));
    }
  }
}
