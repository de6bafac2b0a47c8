package org.sfcalls.ingest.encoding;

import static java.time.temporal.ChronoUnit.MILLIS;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import org.sfcalls.calls.validation.CallTime;

/**
 * Days and times of day in the one form of the export, {@code 2018-12-31T23:57:00.000}, and the
 * instants that they stand for in San Francisco.
 *
 * <p>Calls come day by day, and the dates of a call are mostly one: the last day read costs a
 * comparison. Zone rules are looked up only where the clocks change and once between two changes.
 *
 * <p>Not for use by several threads at once.
 */
final class CallDays {

  /** What stands for no such day or time. */
  static final int NONE = Integer.MIN_VALUE;

  /** What stands for no such instant. */
  static final long NO_INSTANT = Long.MIN_VALUE;

  private static final ZoneRules ZONE = CallTime.ZONE.getRules();
  private static final int MILLIS_OF_MINUTE = 60_000;
  private static final long MILLIS_OF_DAY = 86_400_000;

  /** The 23 bytes of the day last read, from its bytes 0, 8 and 15 on. */
  private long start;

  private long middle;
  private long end;
  private int day = NONE;

  /** Wall-clock time, as if it were UTC, between two changes of the clocks, and its offset. */
  private long spanStart;

  private long spanEnd;
  private long spanOffset;

  /** Days since 1970 of the midnight at {@code at}; {@link #NONE} if there is none of this form. */
  int day(byte[] bytes, int at) {
    long start = (long) FieldScanner.LONGS.get(bytes, at);
    long middle = (long) FieldScanner.LONGS.get(bytes, at + 8);
    long end = (long) FieldScanner.LONGS.get(bytes, at + 15);
    if (start != this.start || middle != this.middle || end != this.end) {
      this.day = timeOfDay(bytes, at + 11) == 0 && bytes[at + 10] == 'T' ? date(bytes, at) : NONE;
      this.start = start;
      this.middle = middle;
      this.end = end;
    }
    return day;
  }

  private static int date(byte[] bytes, int at) {
    int year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
    int month = twoDigits(bytes, at + 5);
    int dayOfMonth = twoDigits(bytes, at + 8);
    boolean exists =
        year >= 0
            && bytes[at + 4] == '-'
            && month >= 1
            && month <= 12
            && bytes[at + 7] == '-'
            && dayOfMonth >= 1
            && dayOfMonth <= Month.of(month).length(Year.isLeap(year));
    return exists ? (int) LocalDate.of(year, month, dayOfMonth).toEpochDay() : NONE;
  }

  /** Milliseconds since midnight of the {@code 23:57:00.000} at {@code at}, or {@link #NONE}. */
  static int timeOfDay(byte[] bytes, int at) {
    int hour = twoDigits(bytes, at);
    int minute = twoDigits(bytes, at + 3);
    int second = twoDigits(bytes, at + 6);
    int centis = twoDigits(bytes, at + 9);
    int milli = bytes[at + 11] - '0';
    boolean exists =
        hour >= 0
            && hour < 24
            && bytes[at + 2] == ':'
            && minute >= 0
            && minute < 60
            && bytes[at + 5] == ':'
            && second >= 0
            && second < 60
            && bytes[at + 8] == '.'
            && centis >= 0
            && milli >= 0
            && milli <= 9;
    return exists
        ? (hour * 60 + minute) * MILLIS_OF_MINUTE + second * 1_000 + centis * 10 + milli
        : NONE;
  }

  /** The number of two digits; if they are none, so negative that no other two make up for it. */
  private static int twoDigits(byte[] bytes, int at) {
    int tens = bytes[at] - '0';
    int ones = bytes[at + 1] - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -10_000;
  }

  /**
   * The instant, in milliseconds since 1970 UTC, of a time of day in San Francisco: the earlier one
   * in the hour that the clocks repeat, {@link #NO_INSTANT} in the hour that they skip.
   */
  long instant(int day, int timeOfDay) {
    long wallClock = day * MILLIS_OF_DAY + timeOfDay;
    return wallClock >= spanStart && wallClock < spanEnd
        ? wallClock - spanOffset
        : lookUp(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(wallClock, MILLIS));
  }

  private long lookUp(LocalDateTime wallClock) {
    List<ZoneOffset> offsets = ZONE.getValidOffsets(wallClock);
    if (offsets.isEmpty()) {
      return NO_INSTANT;
    }
    Instant instant = wallClock.toInstant(offsets.get(0));
    if (offsets.size() == 1) {
      ZoneOffsetTransition before = ZONE.previousTransition(instant.plusNanos(1));
      ZoneOffsetTransition after = ZONE.nextTransition(instant);
      spanStart =
          before == null
              ? Long.MIN_VALUE
              : Math.max(millis(before.getDateTimeBefore()), millis(before.getDateTimeAfter()));
      spanEnd =
          after == null
              ? Long.MAX_VALUE
              : Math.min(millis(after.getDateTimeBefore()), millis(after.getDateTimeAfter()));
      spanOffset = offsets.get(0).getTotalSeconds() * 1_000L;
    }
    return instant.toEpochMilli();
  }

  private static long millis(LocalDateTime wallClock) {
    return wallClock.toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
