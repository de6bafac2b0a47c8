package org.sfcalls.e2e.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.schemas.PoliceCall;

/**
 * What must become of raw records, told from their bytes the plainest way: no stream, no code of
 * the programs. Takes the records of one partition in their order.
 */
final class PlainVerdicts {

  /** What becomes of a record whose id came before with other contents. */
  static final Verdict CONFLICTING_REPEAT = Verdict.rejected("CONFLICTING_REPEAT");

  private static final List<String> NEEDED =
      List.of(
          "crime_id",
          "original_crime_type_name",
          "report_date",
          "call_date",
          "offense_date",
          "call_time",
          "call_date_time",
          "disposition");
  private static final List<String> OPTIONAL =
      List.of("address", "city", "state", "agency_id", "address_type", "common_location");

  private static final ObjectReader JSON =
      new ObjectMapper()
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final Map<String, PoliceCall> first = new HashMap<>();

  /**
   * @param call as it must stand on the clean topic; null where the record is not to
   */
  record Judgement(Verdict verdict, PoliceCall call) {}

  /** What must become of the next record of the partition. */
  Judgement next(byte[] value) {
    ObjectNode object = object(value);
    String fault = fault(value, object);
    if (fault != null) {
      return new Judgement(Verdict.rejected(fault), null);
    }
    PoliceCall call;
    try {
      call = call(object);
    } catch (DateTimeException e) {
      return new Judgement(Verdict.rejected("BAD_DATE"), null);
    }
    PoliceCall before = first.putIfAbsent(call.getCrimeId(), call);
    if (before == null) {
      return new Judgement(Verdict.CLEAN, call);
    }
    return new Judgement(before.equals(call) ? Verdict.REPEATED : CONFLICTING_REPEAT, null);
  }

  /** The JSON object that these bytes are, or null. */
  static ObjectNode object(byte[] value) {
    try {
      return value != null && JSON.readTree(value) instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException | CharacterCodingException notJson) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Reason code of what is wrong but for times that can't be read, or null. */
  private static String fault(byte[] value, ObjectNode call) {
    if (value == null || new String(value, UTF_8).isBlank()) {
      return "NO_VALUE";
    }
    if (value.length > 64 * 1024) {
      return "RECORD_TOO_LARGE";
    }
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      return "NOT_UTF8";
    }
    if (call == null) {
      return new String(value, UTF_8).startsWith("[{") ? "NOT_AN_OBJECT" : "NOT_JSON";
    }
    for (List<String> names : List.of(NEEDED, OPTIONAL)) {
      for (String name : names) {
        if (!call.has(name)) {
          return "MISSING_FIELD";
        }
        if (!call.get(name).isTextual()) {
          return "WRONG_TYPE";
        }
      }
    }
    if (NEEDED.stream().anyMatch(name -> call.get(name).textValue().isBlank())) {
      return "BLANK_FIELD";
    }
    if (!call.get("crime_id").textValue().matches("[0-9]+")) {
      return "BAD_CRIME_ID";
    }
    return null;
  }

  private static PoliceCall call(ObjectNode call) {
    return new PoliceCall(
        call.get("crime_id").textValue(),
        call.get("original_crime_type_name").textValue().strip().replaceAll("\\s+", " "),
        day(call, "report_date"),
        day(call, "call_date"),
        day(call, "offense_date"),
        LocalTime.parse(call.get("call_time").textValue()),
        LocalDateTime.parse(call.get("call_date_time").textValue())
            .atZone(ZoneId.of("America/Los_Angeles"))
            .toInstant(),
        call.get("disposition").textValue().strip(),
        optional(call, "address"),
        optional(call, "city"),
        optional(call, "state"),
        optional(call, "agency_id"),
        optional(call, "address_type"),
        optional(call, "common_location"));
  }

  private static LocalDate day(ObjectNode call, String name) {
    return LocalDateTime.parse(call.get(name).textValue()).toLocalDate();
  }

  private static String optional(ObjectNode call, String name) {
    String text = call.get(name).textValue();
    return text.isBlank() ? null : text;
  }
}
