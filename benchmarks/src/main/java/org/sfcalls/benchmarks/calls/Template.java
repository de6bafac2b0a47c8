package org.sfcalls.benchmarks.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sfcalls.calls.validation.CallTime;

/**
 * A valid call that can be had again on another day, under another id, and otherwise byte for byte
 * as it stands.
 *
 * @param json its bytes
 */
record Template(byte[] json, String id, int idEnd, LocalDateTime time, List<Day> days) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int DAY_LENGTH = "2018-12-31".length();

  record Day(int at, LocalDate date) {}

  static Template of(byte[] json) {
    String id = null;
    int idEnd = 0;
    LocalDateTime time = null;
    List<Day> days = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      String name;
      while ((name = parser.nextFieldName()) != null) {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          parser.skipChildren();
          continue;
        }
        String text = parser.getText();
        // After the opening quotation mark.
        int at = (int) parser.currentTokenLocation().getByteOffset() + 1;
        switch (name) {
          case "crime_id" -> {
            id = text;
            idEnd = at + text.length();
          }
          case "report_date", "call_date", "offense_date" ->
              days.add(new Day(at, CallTime.date(text)));
          case "call_date_time", "call_dttm" -> {
            time = CallTime.dateTime(text);
            days.add(new Day(at, time.toLocalDate()));
          }
          default -> {
            // Stays as it is.
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a valid call is JSON", e);
    }
    return new Template(json, id, idEnd, time, days);
  }

  /** The call so many days later. */
  RawCall shifted(long byDays, String idSuffix) {
    byte[] suffix = idSuffix.getBytes(UTF_8);
    byte[] copy = Arrays.copyOf(json, json.length + suffix.length);
    System.arraycopy(suffix, 0, copy, idEnd, suffix.length);
    System.arraycopy(json, idEnd, copy, idEnd + suffix.length, json.length - idEnd);
    if (byDays != 0) {
      for (Day day : days) {
        byte[] date = day.date().plusDays(byDays).toString().getBytes(UTF_8);
        int at = day.at() < idEnd ? day.at() : day.at() + suffix.length;
        System.arraycopy(date, 0, copy, at, DAY_LENGTH);
      }
    }
    return new RawCall((id + idSuffix).getBytes(UTF_8), copy);
  }
}
