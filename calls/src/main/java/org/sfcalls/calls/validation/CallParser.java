package org.sfcalls.calls.validation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sfcalls.calls.validation.CallField.Presence;
import org.sfcalls.calls.validation.Validation.Rejected;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.schemas.PoliceCall;

/**
 * Turns the JSON of a raw record into a call, or into every fault that it has.
 *
 * <p>Any bytes give a result; none gives an exception. It reads the value once, as a stream of
 * tokens: no tree is built. Fields that the export does not have are passed over, but named.
 *
 * <p>Not for use by several threads at once.
 */
public final class CallParser {

  private static final int EXCERPT = 40;

  private final JsonFactory json;
  private final FieldRules rules;
  private final Limits limits;
  private final InstantSource clock;

  /**
   * The text of each field of the record at hand, by ordinal; null where it has none that serves.
   */
  private final String[] texts = new String[CallField.all().size()];

  private final boolean[] seen = new boolean[CallField.all().size()];
  private final List<Fault> faults = new ArrayList<>();
  private final Set<String> unknownFields = new LinkedHashSet<>();

  /**
   * A parser of the export's records.
   *
   * @param clock tells the present, which {@link Limits#ahead()} counts from
   */
  public CallParser(Limits limits, InstantSource clock) {
    this(FieldRules.EXPORT, limits, clock);
  }

  /**
   * @param rules which fields a record must have
   * @param clock tells the present, which {@link Limits#ahead()} counts from
   */
  public CallParser(FieldRules rules, Limits limits, InstantSource clock) {
    this.rules = rules;
    this.json = jsonFactory(limits);
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Jackson held to what is said of a record here: its size is limited before, so that of Jackson's
   * own limits only the nesting can be passed; it is UTF-8, never another encoding guessed from
   * zero bytes; and names that nobody knows are neither interned nor, many of one hash, an error.
   */
  private static JsonFactory jsonFactory(Limits limits) {
    return JsonFactory.builder()
        .streamReadConstraints(ReadConstraints.nesting(limits.maxNesting()))
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        .build();
  }

  /** What {@code value}, the bytes of one raw record or null, turns out to be. */
  public Validation parse(byte[] value) {
    if (value == null || value.length == 0) {
      return Rejected.because(Reason.NO_VALUE, "the record has no value");
    }
    if (value.length > limits.maxRecordBytes()) {
      return Rejected.because(
          Reason.RECORD_TOO_LARGE,
          "the value has "
              + value.length
              + " bytes, at most "
              + limits.maxRecordBytes()
              + " are allowed");
    }
    if (!Utf8.isValid(value)) {
      return Rejected.because(Reason.NOT_UTF8, "the value is not UTF-8 text");
    }
    Arrays.fill(texts, null);
    Arrays.fill(seen, false);
    faults.clear();
    unknownFields.clear();
    int mark = Utf8.byteOrderMarkLength(value);
    try (JsonParser parser = json.createParser(value, mark, value.length - mark)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Rejected.because(Reason.NO_VALUE, "the value is only white space");
      }
      if (first != JsonToken.START_OBJECT) {
        parser.skipChildren();
        requireEnd(parser);
        return Rejected.because(
            Reason.NOT_AN_OBJECT, "the value is " + kind(first) + ", an object is needed");
      }
      readFields(parser);
      requireEnd(parser);
    } catch (StreamConstraintsException e) {
      return Rejected.because(
          Reason.NESTED_TOO_DEEPLY,
          "the value has arrays or objects more than "
              + limits.maxNesting()
              + " levels deep; a call is one object of strings, at most "
              + limits.maxNesting()
              + " levels are allowed");
    } catch (JsonProcessingException e) {
      return Rejected.because(Reason.NOT_JSON, notJson(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return check();
  }

  private void readFields(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      CallField field = CallField.named(name);
      JsonToken token = parser.nextToken();
      if (field == null) {
        noteUnknown(name);
        parser.skipChildren();
        continue;
      }
      if (seen[field.ordinal()]) {
        fault(Reason.DUPLICATE_FIELD, field, "appears more than once");
      }
      seen[field.ordinal()] = true;
      if (token == JsonToken.VALUE_STRING) {
        texts[field.ordinal()] = parser.getText();
      } else if (token == JsonToken.VALUE_NULL) {
        texts[field.ordinal()] = "";
      } else {
        fault(Reason.WRONG_TYPE, field, "is " + kind(token) + ", a string is needed");
        parser.skipChildren();
      }
    }
  }

  private void noteUnknown(String name) {
    if (unknownFields.size() < Valid.MAX_UNKNOWN_FIELDS) {
      unknownFields.add(
          name.length() <= Valid.MAX_NAME_LENGTH ? name : name.substring(0, Valid.MAX_NAME_LENGTH));
    }
  }

  /** One record is one JSON value: something after it would otherwise be lost unseen. */
  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw new TrailingContent(parser);
    }
  }

  private Validation check() {
    for (CallField field : CallField.all()) {
      String text = texts[field.ordinal()];
      if (!seen[field.ordinal()]) {
        if (rules.of(field) != Presence.MAY_BE_ABSENT) {
          fault(Reason.MISSING_FIELD, field, "is missing");
        }
      } else if (text != null && text.length() > limits.maxTextLength()) {
        fault(
            Reason.TEXT_TOO_LONG,
            field,
            "has "
                + text.length()
                + " characters, at most "
                + limits.maxTextLength()
                + " are allowed");
        texts[field.ordinal()] = null;
      } else if (text != null && Utf8.hasLoneSurrogate(text)) {
        fault(Reason.NOT_UTF8, field, "has an escape for half a character (a lone surrogate)");
        texts[field.ordinal()] = null;
      } else if (text != null && text.isBlank()) {
        texts[field.ordinal()] = null;
        if (rules.of(field) == Presence.REQUIRED) {
          fault(Reason.BLANK_FIELD, field, "is blank");
        }
      }
    }
    String crimeId = crimeId();
    LocalDate reportDate = date(CallField.REPORT_DATE);
    LocalDate callDate = date(CallField.CALL_DATE);
    LocalDate offenseDate = date(CallField.OFFENSE_DATE);
    LocalTime callTime = callTime();
    Instant callDateTime = eventTime(callDate, callTime);
    if (!faults.isEmpty()) {
      return new Rejected(faults);
    }
    return new Valid(
        new PoliceCall(
            crimeId,
            oneSpace(text(CallField.ORIGINAL_CRIME_TYPE_NAME)),
            reportDate,
            callDate,
            offenseDate,
            callTime,
            callDateTime,
            text(CallField.DISPOSITION).strip(),
            text(CallField.ADDRESS),
            text(CallField.CITY),
            text(CallField.STATE),
            text(CallField.AGENCY_ID),
            text(CallField.ADDRESS_TYPE),
            text(CallField.COMMON_LOCATION)),
        unknownFields);
  }

  private String crimeId() {
    String text = text(CallField.CRIME_ID);
    if (text != null && CrimeId.number(text) == CrimeId.NONE) {
      fault(
          Reason.BAD_CRIME_ID,
          CallField.CRIME_ID,
          "is '" + excerpt(text) + "', 1 to " + CrimeId.MAX_DIGITS + " digits are needed");
    }
    return text;
  }

  private LocalDate date(CallField field) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    try {
      return CallTime.date(text);
    } catch (DateTimeException e) {
      fault(Reason.BAD_DATE, field, "is not a date: " + e.getMessage());
      return null;
    }
  }

  private LocalTime callTime() {
    String text = text(CallField.CALL_TIME);
    if (text == null) {
      return null;
    }
    try {
      return CallTime.timeOfDay(text);
    } catch (DateTimeException e) {
      fault(Reason.BAD_DATE, CallField.CALL_TIME, "is not a time of day: " + e.getMessage());
      return null;
    }
  }

  private Instant eventTime(LocalDate callDate, LocalTime callTime) {
    String text = text(CallField.CALL_DATE_TIME);
    if (text == null) {
      return null;
    }
    LocalDateTime wallClock;
    try {
      wallClock = CallTime.dateTime(text);
    } catch (DateTimeException e) {
      fault(Reason.BAD_DATE, CallField.CALL_DATE_TIME, "is not a time: " + e.getMessage());
      return null;
    }
    if (callDate != null && !wallClock.toLocalDate().equals(callDate)) {
      fault(
          Reason.CONTRADICTING_TIMES,
          CallField.CALL_DATE,
          "is " + callDate + ", but call_date_time is " + wallClock);
    }
    if (callTime != null && !sameMinute(wallClock, callTime)) {
      fault(
          Reason.CONTRADICTING_TIMES,
          CallField.CALL_TIME,
          "is " + callTime + ", but call_date_time is " + wallClock);
    }
    Instant instant;
    try {
      instant = CallTime.instant(wallClock);
    } catch (DateTimeException e) {
      fault(Reason.SKIPPED_HOUR, CallField.CALL_DATE_TIME, "is not a time: " + e.getMessage());
      return null;
    }
    if (wallClock.toLocalDate().isBefore(limits.earliest())) {
      fault(
          Reason.IMPLAUSIBLE_TIME,
          CallField.CALL_DATE_TIME,
          "is " + wallClock + ", before " + limits.earliest());
    } else if (instant.isAfter(clock.instant().plus(limits.ahead()))) {
      fault(
          Reason.IMPLAUSIBLE_TIME,
          CallField.CALL_DATE_TIME,
          "is " + wallClock + ", more than " + limits.ahead() + " ahead of the present");
    }
    return instant;
  }

  /** {@code call_time} has no seconds, {@code call_date_time} may. */
  private static boolean sameMinute(LocalDateTime wallClock, LocalTime time) {
    return wallClock.getHour() == time.getHour() && wallClock.getMinute() == time.getMinute();
  }

  private String text(CallField field) {
    return texts[field.ordinal()];
  }

  private void fault(Reason reason, CallField field, String message) {
    faults.add(new Fault(reason, field.jsonName(), field.jsonName() + " " + message));
  }

  /** The text with every run of white space as one space, and none around it. */
  static String oneSpace(String text) {
    boolean clean = true;
    char before = ' ';
    for (int i = 0; i < text.length() && clean; i++) {
      char c = text.charAt(i);
      clean = c == ' ' ? before != ' ' : !Character.isWhitespace(c);
      before = c;
    }
    if (clean && before != ' ') {
      return text;
    }
    StringBuilder words = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c)) {
        words.append(c);
      } else if (words.length() > 0 && words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
    }
    return words.toString().strip();
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> token.toString();
    };
  }

  private static String notJson(JsonProcessingException e) {
    String at =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    return "the value is not JSON" + at + ": " + excerpt(e.getOriginalMessage(), 160);
  }

  private static String excerpt(String text) {
    return excerpt(text, EXCERPT);
  }

  private static String excerpt(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }

  private static final class TrailingContent extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    TrailingContent(JsonParser parser) {
      super("something follows the end of the value", parser.currentTokenLocation());
    }
  }
}
