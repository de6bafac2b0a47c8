package org.sfcalls.schemas;

import java.nio.ByteBuffer;

/**
 * Confluent's wire format: a zero byte, the schema id as four bytes (big-endian), then the Avro
 * body.
 *
 * @see <a
 *     href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Confluent's
 *     description</a>
 */
public final class WireFormat {

  /** First byte of every record. */
  public static final byte MAGIC = 0;

  /** Bytes before the Avro body. */
  public static final int HEADER_BYTES = 5;

  private WireFormat() {}

  /**
   * Whether {@code bytes} (null allowed) start like this format: long enough, and the magic byte.
   */
  public static boolean matches(byte[] bytes) {
    return bytes != null && bytes.length >= HEADER_BYTES && bytes[0] == MAGIC;
  }

  /**
   * The schema id of a record.
   *
   * @throws IllegalArgumentException when the bytes are not in this format
   */
  public static int schemaId(byte[] bytes) {
    if (!matches(bytes)) {
      throw new IllegalArgumentException(
          "not in Confluent's wire format: "
              + (bytes == null
                  ? "no value"
                  : bytes.length < HEADER_BYTES
                      ? bytes.length + " bytes, at least 5 are needed"
                      : "first byte is " + bytes[0] + ", 0 is needed"));
    }
    return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
  }

  /** The five bytes that stand before a body written with schema {@code id}. */
  public static byte[] header(int id) {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(id).array();
  }
}
