package org.sfcalls.calls.validation;

/**
 * Why a raw record is not a call. The names are the reason codes on dead letters and in the ledger.
 */
public enum Reason {
  /** The record has no value, or nothing but white space. */
  NO_VALUE,
  /** The value is over the limit for one call, {@link Limits#maxRecordBytes()}. */
  RECORD_TOO_LARGE,
  /** The value is not UTF-8 text, or a field has an escape that stands for half a character. */
  NOT_UTF8,
  /** The value is not one well-formed JSON value: truncated, a syntax error, more after the end. */
  NOT_JSON,
  /** Arrays or objects stand in one another deeper than {@link Limits#maxNesting()}. */
  NESTED_TOO_DEEPLY,
  /** The value is JSON, but not an object. */
  NOT_AN_OBJECT,
  /** A field stands there twice; which of them holds can't be known. */
  DUPLICATE_FIELD,
  /** One of the fourteen fields of the export is absent. */
  MISSING_FIELD,
  /** A field is not a text, as all are in the export (null counts as an empty text). */
  WRONG_TYPE,
  /** A field without which a call can't be placed or counted is empty or white space. */
  BLANK_FIELD,
  /** A text is over {@link Limits#maxTextLength()}. */
  TEXT_TOO_LONG,
  /** {@code crime_id} is not a run of 1 to {@value CrimeId#MAX_DIGITS} digits. */
  BAD_CRIME_ID,
  /**
   * A date or time can't be read, there is no such day or time of day, or a field that is a day has
   * a time of day.
   */
  BAD_DATE,
  /** {@code call_date_time} is in the hour that San Francisco's clocks skip in spring. */
  SKIPPED_HOUR,
  /**
   * {@code call_date}, or the hours and minutes of {@code call_time}, differ from {@code
   * call_date_time}.
   */
  CONTRADICTING_TIMES,
  /** {@code call_date_time} is before {@link Limits#earliest()} or too far ahead. */
  IMPLAUSIBLE_TIME,
  /** The call's {@code crime_id} came before within the retention, with other content. */
  CONFLICTING_REPEAT,
  /** The calls of its day have too many different pairs of type and disposition. */
  TOO_MANY_GROUPS
}
