package org.sfcalls.tools.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.sfcalls.calls.reading.CallFields;

/**
 * A record on its way to the raw topic.
 *
 * @param position its place in the input, from 0
 * @param time event time in milliseconds as San Francisco's clocks show it (as if they showed UTC);
 *     of the record before where this one has none, {@link #NO_TIME} where none had
 * @param key the {@code crime_id} in UTF-8; null where the record has none, or one of more than 64
 *     characters
 * @param value the record's bytes as they came
 */
record RawCall(long position, long time, byte[] key, byte[] value) {

  /** No event time yet; before all others in event-time order. */
  static final long NO_TIME = Long.MIN_VALUE;

  /**
   * The longest key, in characters. Real ids have nine; one as long as its record would, with the
   * record, be more than the broker takes.
   */
  private static final int MAX_KEY_LENGTH = 64;

  /**
   * The record with its key and time read from its bytes.
   *
   * @param timeBefore the time of the record before, or {@link #NO_TIME}
   */
  static RawCall read(long position, byte[] value, long timeBefore) {
    CallFields fields = CallFields.of(value);
    long time = fields.time() == null ? timeBefore : millis(fields.time());
    return new RawCall(position, time, key(fields.crimeId()), value);
  }

  private static byte[] key(String crimeId) {
    return crimeId == null || crimeId.length() > MAX_KEY_LENGTH ? null : crimeId.getBytes(UTF_8);
  }

  static long millis(LocalDateTime wallClock) {
    return wallClock.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  static LocalDateTime wallClock(long millis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, 1000L),
        (int) Math.floorMod(millis, 1000L) * 1_000_000,
        ZoneOffset.UTC);
  }
}
