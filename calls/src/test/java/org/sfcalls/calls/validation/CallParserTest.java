package org.sfcalls.calls.validation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sfcalls.calls.validation.Validation.Rejected;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.schemas.PoliceCall;

class CallParserTest {

  private static final Instant NOW = Instant.parse("2019-06-01T00:00:00Z");

  private final CallParser parser = new CallParser(Limits.DEFAULT, InstantSource.fixed(NOW));

  @Test
  void aGoodCallComesThroughFieldByField() {
    assertThat(valid(CallJson.good().json()))
        .isEqualTo(
            PoliceCall.newBuilder()
                .setCrimeId("183653763")
                .setOriginalCrimeTypeName("Traffic Stop")
                .setReportDate(LocalDate.of(2018, 12, 31))
                .setCallDate(LocalDate.of(2018, 12, 31))
                .setOffenseDate(LocalDate.of(2018, 12, 31))
                .setCallTime(LocalTime.of(23, 57))
                .setCallDateTime(Instant.parse("2019-01-01T07:57:00Z"))
                .setDisposition("ADM")
                .setAddress("Geary Bl/divisadero St")
                .setCity("San Francisco")
                .setState("CA")
                .setAgencyId("1")
                .setAddressType("Intersection")
                .setCommonLocation(null)
                .build());
  }

  @ParameterizedTest
  @EnumSource(
      value = CallField.class,
      names = {"ADDRESS", "CITY", "STATE", "AGENCY_ID", "ADDRESS_TYPE", "COMMON_LOCATION"})
  void whereTheExportMayBeEmptyAnEmptyTextBecomesNull(CallField field) {
    assertThat(valid(CallJson.good().with(field.jsonName(), "").json()).get(field.jsonName()))
        .isNull();
    assertThat(valid(CallJson.good().with(field.jsonName(), "  ").json()).get(field.jsonName()))
        .isNull();
    assertThat(valid(CallJson.good().with(field.jsonName(), null).json()).get(field.jsonName()))
        .isNull();
  }

  @ParameterizedTest
  @EnumSource(CallField.class)
  void everyFieldOfTheExportMustBeThere(CallField field) {
    assertThat(faults(CallJson.good().without(field.jsonName()).json()))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.reason()).isEqualTo(Reason.MISSING_FIELD);
              assertThat(fault.field()).isEqualTo(field.jsonName());
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = CallField.class,
      names = {"ADDRESS", "CITY", "STATE", "AGENCY_ID", "ADDRESS_TYPE", "COMMON_LOCATION"})
  void aFieldThatMayBeAbsentIsNullWithoutIt(CallField field) {
    CallParser lenient =
        new CallParser(new FieldRules(Set.of(field)), Limits.DEFAULT, InstantSource.fixed(NOW));
    byte[] record = CallJson.good().without(field.jsonName()).json();

    assertThat(((Valid) lenient.parse(record)).call().get(field.jsonName())).isNull();
    assertThat(((Valid) lenient.parse(CallJson.good().json())).call())
        .isEqualTo(valid(CallJson.good().json()));
  }

  @ParameterizedTest
  @EnumSource(CallField.class)
  void otherFieldsMustStillBeThere(CallField field) {
    CallField absent = field == CallField.CITY ? CallField.STATE : CallField.CITY;
    CallParser lenient =
        new CallParser(new FieldRules(Set.of(absent)), Limits.DEFAULT, InstantSource.fixed(NOW));

    assertThat(
            ((Rejected) lenient.parse(CallJson.good().without(field.jsonName()).json())).faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.reason()).isEqualTo(Reason.MISSING_FIELD);
              assertThat(fault.field()).isEqualTo(field.jsonName());
            });
  }

  @Test
  void whatEveryCallNeedsCanNotBeAbsent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FieldRules(Set.of(CallField.DISPOSITION)))
        .withMessage("disposition can't be absent: every call needs it");
  }

  @ParameterizedTest
  @EnumSource(CallField.class)
  void everyFieldMustBeAText(CallField field) {
    for (Object other : List.of(7, 1.5, true, List.of("a"), java.util.Map.of("a", "b"))) {
      assertThat(faults(CallJson.good().with(field.jsonName(), other).json()))
          .singleElement()
          .satisfies(
              fault -> {
                assertThat(fault.reason()).isEqualTo(Reason.WRONG_TYPE);
                assertThat(fault.field()).isEqualTo(field.jsonName());
              });
    }
  }

  static Stream<Arguments> brokenRecords() {
    return Stream.of(
        Arguments.of("no value", null, Reason.NO_VALUE, null),
        Arguments.of("an empty value", new byte[0], Reason.NO_VALUE, null),
        Arguments.of("white space", bytes(" \n "), Reason.NO_VALUE, null),
        Arguments.of(
            "5 MB",
            bytes("{\"crime_id\":\"" + "9".repeat(5_000_000)),
            Reason.RECORD_TOO_LARGE,
            null),
        Arguments.of(
            "binary noise", new byte[] {(byte) 0x9f, 0, 1, (byte) 0xff}, Reason.NOT_UTF8, null),
        Arguments.of("control characters", new byte[] {0, 1, 2, 3}, Reason.NOT_JSON, null),
        Arguments.of("words", bytes("hello"), Reason.NOT_JSON, null),
        Arguments.of("truncated", truncated(), Reason.NOT_JSON, null),
        Arguments.of("two values", bytes(CallJson.good().text() + "{}"), Reason.NOT_JSON, null),
        Arguments.of("UTF-16", CallJson.good().text().getBytes(UTF_16LE), Reason.NOT_JSON, null),
        Arguments.of(
            "half a character",
            CallJson.good().withJson("address", "\"Pier \\ud83d\"").json(),
            Reason.NOT_UTF8,
            "address"),
        Arguments.of(
            "nine levels",
            CallJson.good().withJson("plan", "[".repeat(8) + "]".repeat(8)).json(),
            Reason.NESTED_TOO_DEEPLY,
            null),
        Arguments.of(
            "60,000 open brackets", bytes("[".repeat(60_000)), Reason.NESTED_TOO_DEEPLY, null),
        Arguments.of("an array", bytes("[1,2]"), Reason.NOT_AN_OBJECT, null),
        Arguments.of("a text", bytes("\"call\""), Reason.NOT_AN_OBJECT, null),
        Arguments.of("a number", bytes("12"), Reason.NOT_AN_OBJECT, null),
        Arguments.of("null", bytes("null"), Reason.NOT_AN_OBJECT, null),
        Arguments.of(
            "a field twice",
            bytes(CallJson.good().text().replace("{", "{\"city\":\"Oakland\",")),
            Reason.DUPLICATE_FIELD,
            "city"),
        Arguments.of(
            "blank type",
            CallJson.good().with("original_crime_type_name", "  ").json(),
            Reason.BLANK_FIELD,
            "original_crime_type_name"),
        Arguments.of(
            "blank disposition",
            CallJson.good().with("disposition", "").json(),
            Reason.BLANK_FIELD,
            "disposition"),
        Arguments.of(
            "null id",
            CallJson.good().with("crime_id", null).json(),
            Reason.BLANK_FIELD,
            "crime_id"),
        Arguments.of(
            "letters in the id",
            CallJson.good().with("crime_id", "18-365").json(),
            Reason.BAD_CRIME_ID,
            "crime_id"),
        Arguments.of(
            "nineteen digits in the id",
            CallJson.good().with("crime_id", "1".repeat(19)).json(),
            Reason.BAD_CRIME_ID,
            "crime_id"),
        Arguments.of(
            "a long text",
            CallJson.good().with("address", "x".repeat(1_001)).json(),
            Reason.TEXT_TOO_LONG,
            "address"),
        Arguments.of(
            "31 February",
            CallJson.good().with("report_date", "2018-02-31T00:00:00.000").json(),
            Reason.BAD_DATE,
            "report_date"),
        Arguments.of(
            "25 o'clock",
            CallJson.good().with("call_date_time", "2018-12-31T25:00:00.000").json(),
            Reason.BAD_DATE,
            "call_date_time"),
        Arguments.of(
            "no time",
            CallJson.good().with("call_time", "soon").json(),
            Reason.BAD_DATE,
            "call_time"),
        Arguments.of(
            "the hour skipped in spring",
            CallJson.good().at("2018-03-11T02:30").json(),
            Reason.SKIPPED_HOUR,
            "call_date_time"),
        Arguments.of(
            "another day",
            CallJson.good().with("call_date", "2018-12-30T00:00:00.000").json(),
            Reason.CONTRADICTING_TIMES,
            "call_date"),
        Arguments.of(
            "another minute",
            CallJson.good().with("call_time", "23:58").json(),
            Reason.CONTRADICTING_TIMES,
            "call_time"),
        Arguments.of(
            "the last century",
            CallJson.good().at("1999-12-31T23:59").json(),
            Reason.IMPLAUSIBLE_TIME,
            "call_date_time"),
        Arguments.of(
            "eleven minutes ahead",
            CallJson.good().at("2019-05-31T17:11").json(),
            Reason.IMPLAUSIBLE_TIME,
            "call_date_time"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("brokenRecords")
  void aBrokenRecordIsRejectedForItsOneReason(
      String name, byte[] value, Reason reason, String field) {
    assertThat(faults(value))
        .as(name)
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.reason()).isEqualTo(reason);
              assertThat(fault.field()).isEqualTo(field);
              assertThat(fault.message()).isNotBlank().hasSizeLessThan(300);
            });
  }

  @Test
  void everyReasonHasARecordThatIsRejectedForIt() {
    assertThat(
            Stream.concat(
                    brokenRecords().map(arguments -> (Reason) arguments.get()[2]),
                    // The last two are the topology's, which remembers calls and groups.
                    Stream.of(
                        Reason.MISSING_FIELD,
                        Reason.WRONG_TYPE,
                        Reason.CONFLICTING_REPEAT,
                        Reason.TOO_MANY_GROUPS))
                .distinct())
        .containsExactlyInAnyOrder(Reason.values());
  }

  @Test
  void allFaultsAreToldNotOnlyTheFirst() {
    byte[] value =
        CallJson.good()
            .with("crime_id", "x")
            .without("city")
            .with("disposition", 5)
            .with("offense_date", "yesterday")
            .json();
    assertThat(faults(value))
        .extracting(Fault::reason)
        .containsExactlyInAnyOrder(
            Reason.WRONG_TYPE, Reason.MISSING_FIELD, Reason.BAD_CRIME_ID, Reason.BAD_DATE);
  }

  @Test
  void whiteSpaceInTheCallTypeBecomesOneSpace() {
    assertThat(type("Traffic  Stop")).isEqualTo("Traffic Stop");
    assertThat(type(" Traffic\t \nStop ")).isEqualTo("Traffic Stop");
    assertThat(type("Traffic Stop ")).isEqualTo("Traffic Stop");
    assertThat(type("Traffic Stop")).isEqualTo("Traffic Stop");
  }

  @Test
  void fieldsThatTheExportDoesNotHaveArePassedOver() {
    assertThat(
            valid(
                CallJson.good()
                    .with("district", List.of(1, List.of(2)))
                    .with("note", java.util.Map.of("city", "Oakland"))
                    .json()))
        .isEqualTo(valid(CallJson.good().json()));
  }

  @Test
  void fieldsThatTheExportDoesNotHaveAreNamedInTheirOrder() {
    assertThat(unknownFields(CallJson.good().json())).isEmpty();
    assertThat(unknownFields(CallJson.good().with("zone", "B").with("district", List.of()).json()))
        .containsExactly("zone", "district");
  }

  @Test
  void manyOrLongNamesOfUnknownFieldsAreToldInPart() {
    CallJson hostile = CallJson.good();
    for (int i = 0; i < 500; i++) {
      hostile.with(i + "x".repeat(100), i);
    }
    assertThat(unknownFields(hostile.json()))
        .hasSize(16)
        .startsWith("0" + "x".repeat(63))
        .allMatch(name -> name.length() == 64);
  }

  @Test
  void anUnknownFieldMayHoldAnythingThatTheRecordHasRoomFor() {
    for (String json :
        List.of(
            "9".repeat(60_000),
            "1." + "9".repeat(60_000),
            "\"" + "x".repeat(60_000) + "\"",
            "[".repeat(7) + "]".repeat(7),
            "{\"" + "x".repeat(60_000) + "\":1}")) {
      assertThat(valid(CallJson.good().withJson("more", json).json()))
          .isEqualTo(valid(CallJson.good().json()));
    }
  }

  @Test
  void namesOfOneHashCostNoMoreThanTheirRecord() {
    StringBuilder record = new StringBuilder(CallJson.good().text());
    for (int i = 0; i < 5_000; i++) {
      record.insert(1, "\"" + Integer.toString(i, 36) + "\":1,");
    }
    assertThat(valid(bytes(record.toString()))).isEqualTo(valid(CallJson.good().json()));
  }

  @Test
  void aByteOrderMarkBeforeTheRecordIsPassedOver() {
    assertThat(valid(bytes("\ufeff" + CallJson.good().text())))
        .isEqualTo(valid(CallJson.good().json()));
  }

  @Test
  void anIdOfEighteenDigitsComesThrough() {
    assertThat(valid(CallJson.good().with("crime_id", "9".repeat(18)).json()).getCrimeId())
        .isEqualTo("9".repeat(18));
  }

  @Test
  void theNamesOfEarlierYearsAreTaken() {
    byte[] value =
        bytes(
            CallJson.good()
                .text()
                .replace("original_crime_type_name", "original_crimetype_name")
                .replace("call_date_time", "call_dttm"));
    assertThat(valid(value)).isEqualTo(valid(CallJson.good().json()));
  }

  @Test
  void textBeyondAsciiComesThrough() {
    assertThat(valid(CallJson.good().with("address", "Peña St – 東京 🚓").json()).getAddress())
        .isEqualTo("Peña St – 東京 🚓");
    byte[] latin1 = CallJson.good().with("address", "Peña St").text().getBytes(ISO_8859_1);
    assertThat(faults(latin1)).extracting(Fault::reason).containsExactly(Reason.NOT_UTF8);
  }

  @Test
  void aRecordLeavesNothingBehindForTheNext() {
    assertThat(parser.parse(CallJson.good().without("city").json())).isInstanceOf(Rejected.class);
    assertThat(parser.parse(CallJson.good().json())).isInstanceOf(Valid.class);
    assertThat(faults(bytes("{}"))).hasSize(CallField.values().length);
  }

  private PoliceCall valid(byte[] value) {
    Validation validation = parser.parse(value);
    assertThat(validation).isInstanceOf(Valid.class);
    return ((Valid) validation).call();
  }

  private Set<String> unknownFields(byte[] value) {
    Validation validation = parser.parse(value);
    assertThat(validation).isInstanceOf(Valid.class);
    return ((Valid) validation).unknownFields();
  }

  private String type(String text) {
    return valid(CallJson.good().with("original_crime_type_name", text).json())
        .getOriginalCrimeTypeName();
  }

  private List<Fault> faults(byte[] value) {
    Validation validation = parser.parse(value);
    assertThat(validation).isInstanceOf(Rejected.class);
    return ((Rejected) validation).faults();
  }

  private static byte[] truncated() {
    String good = CallJson.good().text();
    return bytes(good.substring(0, good.length() / 2));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
