package org.sfcalls.calls.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of a raw call to test with: a good one, changed field by field. */
public final class CallJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private CallJson() {
    fields.put("crime_id", "183653763");
    fields.put("original_crime_type_name", "Traffic Stop");
    fields.put("report_date", "2018-12-31T00:00:00.000");
    fields.put("call_date", "2018-12-31T00:00:00.000");
    fields.put("offense_date", "2018-12-31T00:00:00.000");
    fields.put("call_time", "23:57");
    fields.put("call_date_time", "2018-12-31T23:57:00.000");
    fields.put("disposition", "ADM");
    fields.put("address", "Geary Bl/divisadero St");
    fields.put("city", "San Francisco");
    fields.put("state", "CA");
    fields.put("agency_id", "1");
    fields.put("address_type", "Intersection");
    fields.put("common_location", "");
  }

  /** A call that is valid as it stands. */
  public static CallJson good() {
    return new CallJson();
  }

  public CallJson with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  /** A field whose value is {@code json} as it stands. */
  public CallJson withJson(String field, String json) {
    fields.put(field, new RawValue(json));
    return this;
  }

  public CallJson without(String field) {
    fields.remove(field);
    return this;
  }

  /** The call at this San Francisco wall-clock time, such as {@code 2018-11-04T01:30}. */
  public CallJson at(String wallClock) {
    return with("call_date", wallClock.substring(0, 10) + "T00:00:00.000")
        .with("call_time", wallClock.substring(11, 16))
        .with("call_date_time", wallClock + ":00.000");
  }

  public byte[] json() {
    try {
      return JSON.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  public String text() {
    return new String(json(), UTF_8);
  }
}
