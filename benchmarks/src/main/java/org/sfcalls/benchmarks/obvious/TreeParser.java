package org.sfcalls.benchmarks.obvious;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sfcalls.schemas.PoliceCall;

/**
 * Parses and validates a call by way of Jackson's tree and the JDK's date formats. It makes the
 * same calls of valid records as the pipeline's own parser, with fewer checks, and says of an
 * invalid one only that it is.
 */
public final class TreeParser {
  private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private final ObjectMapper mapper = new ObjectMapper();

  /** The call, or nothing where the record is none. */
  public Optional<PoliceCall> parse(byte[] json) {
    try {
      JsonNode record = mapper.readTree(json);
      LocalDateTime wallClock = LocalDateTime.parse(required(record, "call_date_time"));
      return Optional.of(
          PoliceCall.newBuilder()
              .setCrimeId(required(record, "crime_id"))
              .setOriginalCrimeTypeName(
                  SPACE
                      .matcher(required(record, "original_crime_type_name").strip())
                      .replaceAll(" "))
              .setReportDate(date(record, "report_date"))
              .setCallDate(date(record, "call_date"))
              .setOffenseDate(date(record, "offense_date"))
              .setCallTime(LocalTime.parse(required(record, "call_time")))
              .setCallDateTime(wallClock.atZone(ZONE).toInstant())
              .setDisposition(required(record, "disposition").strip())
              .setAddress(optional(record, "address"))
              .setCity(optional(record, "city"))
              .setState(optional(record, "state"))
              .setAgencyId(optional(record, "agency_id"))
              .setAddressType(optional(record, "address_type"))
              .setCommonLocation(optional(record, "common_location"))
              .build());
    } catch (IOException | DateTimeException | IllegalArgumentException invalid) {
      return Optional.empty();
    }
  }

  private static LocalDate date(JsonNode record, String field) {
    return LocalDateTime.parse(required(record, field)).toLocalDate();
  }

  private static String required(JsonNode record, String field) {
    String text = optional(record, field);
    if (text == null) {
      throw new IllegalArgumentException(field + " is missing or blank");
    }
    return text;
  }

  private static String optional(JsonNode record, String field) {
    JsonNode value = record.path(field);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }
}
