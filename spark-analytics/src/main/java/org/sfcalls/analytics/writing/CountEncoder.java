package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.sfcalls.analytics.counting.KeyOutcome;
import org.sfcalls.schemas.AvroBuffer;

/**
 * Encodes the counts of one {@link KeyOutcome} after the other as {@code CallCountKey} and {@code
 * CallCount}: the bytes that Avro's writer makes, with the group and the description made once for
 * all windows.
 *
 * <p>Not for use by several threads at once.
 */
final class CountEncoder {

  private final long sizeMs;
  private final AvroBuffer keys;
  private final AvroBuffer counts;
  private KeyOutcome outcome;
  private byte[] group;

  /** Null where there is none. */
  private byte[] description;

  /**
   * @param sizeMs length of a window, milliseconds
   * @param keyId the registry's id of the key's schema
   * @param countId the registry's id of the value's schema
   */
  CountEncoder(long sizeMs, int keyId, int countId) {
    this.sizeMs = sizeMs;
    this.keys = new AvroBuffer(keyId);
    this.counts = new AvroBuffer(countId);
  }

  /** Goes on to the counts of this outcome. */
  void begin(KeyOutcome outcome) {
    this.outcome = outcome;
    group = outcome.getGroup();
    description =
        outcome.getDescription() == null ? null : outcome.getDescription().getBytes(UTF_8);
  }

  /** The key of the outcome's {@code i}th window, in wire format. */
  byte[] key(int i) {
    keys.begin();
    keys.room(group.length + 2 * AvroBuffer.MAX_NUMBER_BYTES);
    window(keys, i);
    return keys.record();
  }

  /** The value of the outcome's {@code i}th window, in wire format. */
  byte[] count(int i) {
    counts.begin();
    counts.room(
        group.length
            + (description == null ? 0 : description.length)
            + 5 * AvroBuffer.MAX_NUMBER_BYTES);
    window(counts, i);
    if (description == null) {
      counts.number(0);
    } else {
      counts.number(1);
      counts.text(description, 0, description.length);
    }
    counts.number(outcome.getCounts()[i]);
    return counts.record();
  }

  private void window(AvroBuffer out, int i) {
    long start = outcome.getWindowStarts()[i];
    out.number(start);
    out.number(start + sizeMs);
    out.written(group);
  }
}
