package org.sfcalls.ingest.encoding;

import static org.sfcalls.calls.validation.CallField.ADDRESS;
import static org.sfcalls.calls.validation.CallField.ADDRESS_TYPE;
import static org.sfcalls.calls.validation.CallField.AGENCY_ID;
import static org.sfcalls.calls.validation.CallField.CALL_DATE;
import static org.sfcalls.calls.validation.CallField.CALL_DATE_TIME;
import static org.sfcalls.calls.validation.CallField.CALL_TIME;
import static org.sfcalls.calls.validation.CallField.CITY;
import static org.sfcalls.calls.validation.CallField.COMMON_LOCATION;
import static org.sfcalls.calls.validation.CallField.CRIME_ID;
import static org.sfcalls.calls.validation.CallField.DISPOSITION;
import static org.sfcalls.calls.validation.CallField.OFFENSE_DATE;
import static org.sfcalls.calls.validation.CallField.ORIGINAL_CRIME_TYPE_NAME;
import static org.sfcalls.calls.validation.CallField.REPORT_DATE;
import static org.sfcalls.calls.validation.CallField.STATE;

import java.time.InstantSource;
import java.util.Arrays;
import org.sfcalls.calls.validation.CallField;
import org.sfcalls.calls.validation.CrimeId;
import org.sfcalls.calls.validation.FieldRules;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.schemas.AvroBuffer;

/**
 * The short way of an ordinary call: from the bytes of its raw record straight to its bytes on
 * {@code calls.clean}, with no texts, no tree and no call object between.
 *
 * <p>Nearly every record is written as the export writes it, and valid. This class knows just that
 * form and says no to all else, whatever the matter is: {@code CallParser} and {@link CallEncoder}
 * then take the record, and stay the reference that explains every fault. What it says yes to, they
 * must find valid and encode to the very same bytes; the tests hold it to that.
 *
 * <p>{@link FieldScanner} finds the fields. Dates need no calendar while they are of a day that was
 * read before, times need no zone rules on a day that keeps one offset ({@link CallDays}), and
 * since {@code call_date}, {@code call_time} and {@code call_date_time} have one fixed form each,
 * they agree if their bytes do.
 *
 * <p>Not for use by several threads at once.
 */
public final class CallTranscoder {

  private static final int DATE_TIME_LENGTH = "2018-12-31T23:57:00.000".length();
  private static final int TIME_LENGTH = "23:57".length();
  private static final int TIME_AT = "2018-12-31T".length();
  private static final int MILLIS_OF_MINUTE = 60_000;

  private final Limits limits;
  private final InstantSource clock;
  private final FieldScanner fields;
  private final CallDays days = new CallDays();
  private final AvroBuffer avro;
  private final long earliestDay;

  /** Event time up to which a call is known to be plausible; looked up again beyond it. */
  private long plausibleUntil = Long.MIN_VALUE;

  private long crimeIdNumber;
  private long eventTimeMs;

  /**
   * For the export's records.
   *
   * @param schemaId the registry's id for the schema of {@code PoliceCall}
   * @param clock tells the present, which {@link Limits#ahead()} counts from; it is asked when a
   *     call is ahead of what it allowed last, so a clock that is set back counts late
   */
  public CallTranscoder(int schemaId, Limits limits, InstantSource clock) {
    this(schemaId, FieldRules.EXPORT, limits, clock);
  }

  /**
   * @param rules which fields a record must have
   */
  CallTranscoder(int schemaId, FieldRules rules, Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.fields = new FieldScanner(rules, limits.maxTextLength());
    this.avro = new AvroBuffer(schemaId);
    this.earliestDay = limits.earliest().toEpochDay();
  }

  /**
   * Whether {@code json}, the bytes of one raw record or null, is an ordinary, valid call. The
   * other methods then tell what it is; otherwise they tell nothing. Any bytes give an answer, none
   * an exception.
   */
  public boolean transcode(byte[] json) {
    return json != null
        && json.length <= limits.maxRecordBytes()
        && fields.scan(json)
        && write(json.length);
  }

  /** The call in wire format, in an array of its own. */
  public byte[] encoded() {
    return avro.record();
  }

  /** The digits of the call's {@code crime_id}, in an array of its own. */
  public byte[] crimeId() {
    return Arrays.copyOfRange(fields.bytes(), fields.from(CRIME_ID), fields.to(CRIME_ID));
  }

  /** The number of the call's {@code crime_id}, see {@link CrimeId}. */
  public long crimeIdNumber() {
    return crimeIdNumber;
  }

  /** The instant of the call, in milliseconds since 1970 UTC. */
  public long eventTimeMs() {
    return eventTimeMs;
  }

  /** Checks the fields, in the contract's order, and writes each as it goes. */
  private boolean write(int jsonLength) {
    byte[] bytes = fields.bytes();
    // No field's Avro form is longer than its JSON with the name, quotes and colon.
    avro.begin();
    avro.room(jsonLength);
    return crimeId(bytes)
        && words(bytes)
        && times(bytes)
        && disposition(bytes)
        && optional(bytes, ADDRESS)
        && optional(bytes, CITY)
        && optional(bytes, STATE)
        && optional(bytes, AGENCY_ID)
        && optional(bytes, ADDRESS_TYPE)
        && optional(bytes, COMMON_LOCATION);
  }

  private boolean crimeId(byte[] bytes) {
    int from = fields.from(CRIME_ID);
    int to = fields.to(CRIME_ID);
    crimeIdNumber = CrimeId.number(bytes, from, to);
    avro.text(bytes, from, to);
    return crimeIdNumber != CrimeId.NONE;
  }

  /** The type: words with one space between them. */
  private boolean words(byte[] bytes) {
    int from = fields.from(ORIGINAL_CRIME_TYPE_NAME);
    int to = fields.to(ORIGINAL_CRIME_TYPE_NAME);
    byte before = ' ';
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == ' ' && before == ' ') {
        return false;
      }
      before = b;
    }
    avro.text(bytes, from, to);
    return before != ' ';
  }

  private boolean times(byte[] bytes) {
    int callDate = fields.from(CALL_DATE);
    int callTime = fields.from(CALL_TIME);
    int dateTime = fields.from(CALL_DATE_TIME);
    if (!hasLength(REPORT_DATE, DATE_TIME_LENGTH)
        || !hasLength(CALL_DATE, DATE_TIME_LENGTH)
        || !hasLength(OFFENSE_DATE, DATE_TIME_LENGTH)
        || !hasLength(CALL_TIME, TIME_LENGTH)
        || !hasLength(CALL_DATE_TIME, DATE_TIME_LENGTH)
        || !same(bytes, callDate, dateTime, TIME_AT)
        || !same(bytes, callTime, dateTime + TIME_AT, TIME_LENGTH)) {
      return false;
    }
    int reportDay = days.day(bytes, fields.from(REPORT_DATE));
    int callDay = days.day(bytes, callDate);
    int offenseDay = days.day(bytes, fields.from(OFFENSE_DATE));
    int timeOfDay = CallDays.timeOfDay(bytes, dateTime + TIME_AT);
    if (reportDay == CallDays.NONE
        || callDay == CallDays.NONE
        || offenseDay == CallDays.NONE
        || timeOfDay == CallDays.NONE
        || callDay < earliestDay) {
      return false;
    }
    eventTimeMs = days.instant(callDay, timeOfDay);
    avro.number(reportDay);
    avro.number(callDay);
    avro.number(offenseDay);
    avro.number(timeOfDay - timeOfDay % MILLIS_OF_MINUTE);
    avro.number(eventTimeMs);
    return eventTimeMs != CallDays.NO_INSTANT && isPlausible(eventTimeMs);
  }

  private boolean isPlausible(long timeMs) {
    if (timeMs > plausibleUntil) {
      plausibleUntil = clock.instant().plus(limits.ahead()).toEpochMilli();
    }
    return timeMs <= plausibleUntil;
  }

  private boolean hasLength(CallField field, int length) {
    return fields.to(field) - fields.from(field) == length;
  }

  private static boolean same(byte[] bytes, int one, int other, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[one + i] != bytes[other + i]) {
        return false;
      }
    }
    return true;
  }

  private boolean disposition(byte[] bytes) {
    int from = fields.from(DISPOSITION);
    int to = fields.to(DISPOSITION);
    avro.text(bytes, from, to);
    return to > from && bytes[from] != ' ' && bytes[to - 1] != ' ';
  }

  /**
   * A field that may be empty or absent: null then. One that begins with a space may be blank, and
   * so null.
   */
  private boolean optional(byte[] bytes, CallField field) {
    int from = fields.from(field);
    int to = fields.to(field);
    if (from == to) {
      avro.number(0);
      return true;
    }
    avro.number(1);
    avro.text(bytes, from, to);
    return bytes[from] != ' ';
  }
}
