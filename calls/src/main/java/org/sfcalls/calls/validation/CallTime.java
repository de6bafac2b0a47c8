package org.sfcalls.calls.validation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The times of a call: San Francisco wall-clock time without a zone, as the export writes it, and
 * the instants that they stand for.
 */
public final class CallTime {

  /** The zone of every wall-clock time in the export. */
  public static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

  private CallTime() {}

  /**
   * The instant of a wall-clock time. In the hour that the clocks repeat in autumn both readings
   * are possible: the earlier one is taken.
   *
   * @throws DateTimeException for a time in the hour that the clocks skip in spring
   */
  public static Instant instant(LocalDateTime wallClock) {
    List<ZoneOffset> offsets = ZONE.getRules().getValidOffsets(wallClock);
    if (offsets.isEmpty()) {
      throw new DateTimeException(
          wallClock + " does not exist: San Francisco's clocks skipped that hour");
    }
    return wallClock.toInstant(offsets.get(0));
  }

  /**
   * A date and time in the export's form, {@code 2018-12-31T23:57:00.000}; seconds and milliseconds
   * may be absent.
   *
   * @throws DateTimeException when the text has another form or the day or time does not exist
   */
  public static LocalDateTime dateTime(String text) {
    if (text.length() < 16 || text.charAt(10) != 'T') {
      throw new DateTimeException(
          "'" + excerpt(text) + "' is not of the form 2018-12-31T23:57:00.000");
    }
    return LocalDateTime.of(date(text, 10), timeAt(text, 11));
  }

  /**
   * A day, which the export writes as the midnight that begins it: {@code 2018-12-31T00:00:00.000};
   * the bare day {@code 2018-12-31} is taken too.
   *
   * @throws DateTimeException when the text has another form, the day does not exist or the time is
   *     not midnight
   */
  public static LocalDate date(String text) {
    if (text.length() == 10) {
      return date(text, 10);
    }
    LocalDateTime midnight = dateTime(text);
    if (!midnight.toLocalTime().equals(LocalTime.MIDNIGHT)) {
      throw new DateTimeException("'" + excerpt(text) + "' is a day with a time of day");
    }
    return midnight.toLocalDate();
  }

  /**
   * A time of day, {@code 23:57}; seconds and milliseconds may follow.
   *
   * @throws DateTimeException when the text has another form or the time does not exist
   */
  public static LocalTime timeOfDay(String text) {
    return timeAt(text, 0);
  }

  private static LocalDate date(String text, int length) {
    if (length != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      throw new DateTimeException(
          "'" + excerpt(text) + "' does not begin with a day like 2018-12-31");
    }
    return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
  }

  private static LocalTime timeAt(String text, int at) {
    int length = text.length() - at;
    boolean form =
        (length == 5 || length == 8 || length == 12)
            && text.charAt(at + 2) == ':'
            && (length < 8 || text.charAt(at + 5) == ':')
            && (length < 12 || text.charAt(at + 8) == '.');
    if (!form) {
      throw new DateTimeException("'" + excerpt(text) + "' does not end with a time like 23:57");
    }
    int second = length < 8 ? 0 : number(text, at + 6, at + 8);
    int milli = length < 12 ? 0 : number(text, at + 9, at + 12);
    return LocalTime.of(
        number(text, at, at + 2), number(text, at + 3, at + 5), second, milli * 1_000_000);
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException(
            "'" + excerpt(text) + "' has '" + text.charAt(i) + "' for a digit");
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static String excerpt(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
