package org.sfcalls.calls.validation;

import java.io.Serializable;
import java.time.Duration;
import java.time.LocalDate;

/**
 * What is still plausible for a call.
 *
 * @param maxRecordBytes longest value of one call; the export's are under 600 bytes
 * @param maxTextLength longest text field, in characters; the export's longest has 46
 * @param maxNesting deepest nesting of arrays and objects; the record itself is the first level,
 *     and what is deeper can only stand in a field that the export does not have
 * @param earliest first day that a call may be of
 * @param ahead how far past the present a call may be
 */
public record Limits(
    int maxRecordBytes, int maxTextLength, int maxNesting, LocalDate earliest, Duration ahead)
    implements Serializable {

  /**
   * 64 KiB, 1,000 characters, 8 levels, from 2000 on, no more than ten minutes ahead. A call is
   * received before it is published, so only a clock that is wrong puts one ahead; and a call that
   * is ahead moves the clock by which others are late.
   */
  public static final Limits DEFAULT =
      new Limits(64 * 1024, 1_000, 8, LocalDate.of(2000, 1, 1), Duration.ofMinutes(10));

  public Limits {
    if (maxRecordBytes < 1 || maxTextLength < 1 || maxNesting < 1 || ahead.isNegative()) {
      throw new IllegalArgumentException(
          "limits must be positive: "
              + maxRecordBytes
              + " bytes, "
              + maxTextLength
              + " characters, "
              + maxNesting
              + " levels, "
              + ahead
              + " ahead");
    }
  }
}
