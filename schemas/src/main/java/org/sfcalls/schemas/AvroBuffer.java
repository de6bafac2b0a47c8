package org.sfcalls.schemas;

import java.util.Arrays;

/**
 * A record in Confluent's wire format as it grows, its schema id written once for all records.
 *
 * <p>Avro's binary form, as its specification gives it: numbers are zig-zag variable-length, a text
 * is its length in bytes and its UTF-8, a nullable field is the number of its branch and the value.
 *
 * <p>Not for use by several threads at once.
 *
 * @see <a href="https://avro.apache.org/docs/1.11.1/specification/#binary-encoding">Avro's binary
 *     encoding</a>
 */
public final class AvroBuffer {

  /** Longest form of a 64-bit number. */
  public static final int MAX_NUMBER_BYTES = 10;

  private final int first;
  private byte[] bytes = new byte[1024];
  private int at;

  /** A buffer for values alone, without the header of the wire format. */
  public AvroBuffer() {
    first = 0;
  }

  /** A buffer for records of the schema with this id. */
  public AvroBuffer(int schemaId) {
    first = WireFormat.HEADER_BYTES;
    at = first;
    System.arraycopy(WireFormat.header(schemaId), 0, bytes, 0, WireFormat.HEADER_BYTES);
  }

  /** Begins a record. */
  public void begin() {
    at = first;
  }

  /** Makes room for that many bytes more. */
  public void room(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + more));
    }
  }

  /** A number, or the length of a text; room for it must have been made. */
  public void number(long value) {
    byte[] bytes = this.bytes;
    int at = this.at;
    long zigZag = (value << 1) ^ (value >> 63);
    while ((zigZag & ~0x7FL) != 0) {
      bytes[at++] = (byte) (zigZag | 0x80);
      zigZag >>>= 7;
    }
    bytes[at++] = (byte) zigZag;
    this.at = at;
  }

  /**
   * A text as its UTF-8, from {@code from} to before {@code to}; room for it must have been made.
   */
  public void text(byte[] utf8, int from, int to) {
    number(to - from);
    System.arraycopy(utf8, from, bytes, at, to - from);
    at += to - from;
  }

  /** Values that Avro has written before; room for them must have been made. */
  public void written(byte[] values) {
    System.arraycopy(values, 0, bytes, at, values.length);
    at += values.length;
  }

  /** The buffer itself: the record is what is before {@link #end}, until it changes. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the record ends in {@link #bytes}. */
  public int end() {
    return at;
  }

  /** The record, in an array of its own. */
  public byte[] record() {
    return Arrays.copyOf(bytes, at);
  }
}
