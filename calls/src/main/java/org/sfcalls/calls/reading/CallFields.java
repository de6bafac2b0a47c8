package org.sfcalls.calls.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import org.sfcalls.calls.validation.CallTime;

/**
 * The two fields of a record that its way to the topic depends on. A record that is no call, or is
 * broken off, has those that could be read.
 *
 * @param crimeId the text of {@code crime_id}; null where the record has none
 * @param time the event time on San Francisco's clocks, from {@code call_date_time} or, as the
 *     export once called it, {@code call_dttm}; null where it has none that can be read
 */
public record CallFields(String crimeId, LocalDateTime time) {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  /** Reads as far into {@code record} as it takes to find both. */
  public static CallFields of(byte[] record) {
    String id = null;
    LocalDateTime time = null;
    try (JsonParser parser = JSON.createParser(record)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new CallFields(null, null);
      }
      String name;
      while ((id == null || time == null) && (name = parser.nextFieldName()) != null) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
          if (name.equals("crime_id")) {
            id = parser.getText();
          } else if (name.equals("call_date_time") || name.equals("call_dttm")) {
            time = timeOrNull(parser.getText());
          }
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException brokenRecord) {
      // What was read before the break still counts: it keeps the record beside its like.
      return new CallFields(id, time);
    }
    return new CallFields(id, time);
  }

  private static LocalDateTime timeOrNull(String text) {
    try {
      return CallTime.dateTime(text);
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
