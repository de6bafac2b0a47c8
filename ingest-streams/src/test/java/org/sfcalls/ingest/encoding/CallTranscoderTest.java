package org.sfcalls.ingest.encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.calls.reading.CallReader;
import org.sfcalls.calls.validation.CallField;
import org.sfcalls.calls.validation.CallJson;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;

class CallTranscoderTest {

  private static final Limits LIMITS = Limits.DEFAULT;

  private final BothWays ways = new BothWays();
  private final CallTranscoder transcoder = new CallTranscoder(7, LIMITS, () -> BothWays.NOW);

  @Test
  void anOrdinaryCallGoesTheShortWay() {
    assertThat(ways.takesShortWay(CallJson.good().json())).isTrue();
  }

  @Test
  void tellsTheIdItsNumberAndTheEventTime() {
    assertThat(transcoder.transcode(CallJson.good().with("crime_id", "00123").json())).isTrue();
    assertThat(transcoder.crimeId()).isEqualTo("00123".getBytes(US_ASCII));
    assertThat(transcoder.crimeIdNumber()).isEqualTo(100_123);
    assertThat(Instant.ofEpochMilli(transcoder.eventTimeMs())).isEqualTo("2019-01-01T07:57:00Z");
  }

  @Test
  void aCallLeavesNothingBehindForTheNext() {
    transcoder.transcode(CallJson.good().json());
    byte[] encoded = transcoder.encoded();
    byte[] id = transcoder.crimeId();
    byte[] kept = encoded.clone();
    assertThat(transcoder.transcode(CallJson.good().with("crime_id", "9").json())).isTrue();
    assertThat(encoded).isEqualTo(kept);
    assertThat(id).isEqualTo("183653763".getBytes(US_ASCII));
    // The end of a longer record stands behind a shorter one's in the scanner.
    byte[] whole = CallJson.good().json();
    for (int length = whole.length - 1; length >= 0; length--) {
      assertThat(transcoder.transcode(whole)).isTrue();
      assertThat(transcoder.transcode(Arrays.copyOf(whole, length))).isFalse();
    }
    assertThat(transcoder.transcode(whole)).isTrue();
    assertThat(transcoder.encoded()).isEqualTo(kept);
  }

  @Test
  void whiteSpaceBetweenTokensOtherOrdersAndEarlierNamesAreOrdinary() {
    String good = CallJson.good().text();
    assertThat(takes(good.replace(",", ",\n        ").replace(":", " :\t").replace("}", "\r\n}\n")))
        .as("spread out, times broken")
        .isFalse();
    assertThat(takes(good.replace("\",\"", "\" ,\n         \"").replace("\":\"", "\" :\t\"")))
        .isTrue();
    assertThat(takes(" \n" + good + "\r\n")).isTrue();
    assertThat(takes(good.replace("call_date_time", "call_dttm"))).isTrue();
    assertThat(takes(good.replace("original_crime_type_name", "original_crimetype_name"))).isTrue();
    CallJson turned = CallJson.good().without("crime_id").without("city");
    assertThat(takes(turned.with("city", "Oakland").with("crime_id", "7").text())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ADDRESS", "CITY", "STATE", "AGENCY_ID", "ADDRESS_TYPE", "COMMON_LOCATION"})
  void anEmptyTextWhereACallCanDoWithoutIsOrdinary(CallField field) {
    assertThat(takes(CallJson.good().with(field.jsonName(), ""))).isTrue();
    assertThat(takes(CallJson.good().with(field.jsonName(), " "))).isFalse();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2018-12-31T23:57, 2019-01-01T07:57:00Z",
    "2018-07-01T12:00, 2018-07-01T19:00:00Z",
    // The last minute before, and the first after, the clocks go forward.
    "2018-03-11T00:00, 2018-03-11T08:00:00Z",
    "2018-03-11T01:59, 2018-03-11T09:59:00Z",
    "2018-03-11T03:00, 2018-03-11T10:00:00Z",
    "2018-03-12T00:00, 2018-03-12T07:00:00Z",
    // The hour that comes twice is read as its first pass.
    "2018-11-04T00:59, 2018-11-04T07:59:00Z",
    "2018-11-04T01:00, 2018-11-04T08:00:00Z",
    "2018-11-04T01:59, 2018-11-04T08:59:00Z",
    "2018-11-04T02:00, 2018-11-04T10:00:00Z",
    "2018-11-03T12:00, 2018-11-03T19:00:00Z",
    "2000-01-01T00:00, 2000-01-01T08:00:00Z",
    "2000-02-29T12:00, 2000-02-29T20:00:00Z",
    // Ten minutes ahead of the tests' present.
    "2019-05-31T17:10, 2019-06-01T00:10:00Z",
  })
  void wallClockTimesBecomeInstants(String wallClock, Instant expected) {
    assertThat(transcoder.transcode(CallJson.good().at("2018-08-01T10:00").json())).isTrue();
    assertThat(transcoder.transcode(CallJson.good().at(wallClock).json())).isTrue();
    assertThat(Instant.ofEpochMilli(transcoder.eventTimeMs())).isEqualTo(expected);
    assertThat(takes(CallJson.good().at(wallClock))).isTrue();
  }

  @Test
  void secondsAndMillisecondsOfTheEventTimeAreKept() {
    byte[] call = CallJson.good().with("call_date_time", "2018-12-31T23:57:12.345").json();
    assertThat(transcoder.transcode(call)).isTrue();
    assertThat(Instant.ofEpochMilli(transcoder.eventTimeMs()))
        .isEqualTo("2019-01-01T07:57:12.345Z");
    assertThat(ways.takesShortWay(call)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2018-03-11T02:00",
        "2018-03-11T02:59",
        "1999-12-31T23:59",
        "2019-05-31T17:11",
        "2018-02-29T12:00",
        "2018-04-31T12:00",
        "2018-13-01T12:00",
        "2018-00-01T12:00",
        "2018-12-00T12:00",
        "20a8-12-01T12:00",
        "a018-12-01T12:00",
        "2018/12/01T12:00",
        "2018-12-01 12:00",
        "2018-12-01T24:00",
        "2018-12-01T12:60",
        "2018-12-01T1a:00",
        "2018-12-01T12-00",
      })
  void timesThatCantBeAreLeftToTheReference(String wallClock) {
    assertThat(takes(CallJson.good().at("2018-03-11T12:00"))).isTrue();
    assertThat(takes(CallJson.good().at(wallClock))).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "call_time, 23:58",
    "call_time, 23:57:00",
    "call_date, 2018-12-30T00:00:00.000",
    "call_date, 2018-12-31",
    "report_date, 2018-12-31T00:01:00.000",
    "report_date, 2018-12-31T00:00:00.001",
    "report_date, 2018-12-31T00:00:00.00",
    "offense_date, 2018-12-31",
    "offense_date, yesterday",
    "call_date_time, 2018-12-31T23:57",
    "call_date_time, 2018-12-31T23:57:60.000",
    "call_date_time, 2018-12-31T23:57:00,000",
    "call_date_time, 2018-12-31T23:57:00.00x",
    "crime_id, 18-365",
    "crime_id, 1234567890123456789",
    "crime_id, ''",
    "original_crime_type_name, 'Traffic  Stop'",
    "original_crime_type_name, ' Traffic Stop'",
    "original_crime_type_name, 'Traffic Stop '",
    "original_crime_type_name, ''",
    "original_crime_type_name, ' '",
    "disposition, ' ADM'",
    "disposition, 'ADM '",
    "disposition, ''",
    "address, '\"The Track\"'",
    "address, 'back\\slash'",
    "address, 'Peña St'",
    "address, ' Pier 39'",
    "district, 5",
  })
  void whatIsNotPlainIsLeftToTheReference(String field, String text) {
    assertThat(takes(CallJson.good().with(field, text))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(CallField.class)
  void aFieldThatIsMissingTwiceThereNullOrNoTextIsLeftToTheReference(CallField field) {
    String name = field.jsonName();
    assertThat(takes(CallJson.good().without(name))).isFalse();
    assertThat(takes(CallJson.good().with(name, null))).isFalse();
    assertThat(takes(CallJson.good().with(name, 7))).isFalse();
    assertThat(takes(CallJson.good().text().replace("{", "{\"" + name + "\":\"7\","))).isFalse();
    assertThat(takes(CallJson.good().text().replace("}", ",\"" + name + "\":\"7\"}"))).isFalse();
    assertThat(takes(CallJson.good().text().replace('"' + name, "\"x" + name))).isFalse();
    assertThat(takes(CallJson.good().text().replace(name + '"', name + "x\""))).isFalse();
  }

  @Test
  void aFieldUnderBothItsNamesIsLeftToTheReference() {
    assertThat(takes(CallJson.good().with("call_dttm", "2018-12-31T23:57:00.000"))).isFalse();
  }

  @Test
  void whatIsNoRecordIsLeftToTheReference() {
    assertThat(ways.takesShortWay(null)).isFalse();
    String good = CallJson.good().text();
    for (String text :
        new String[] {
          "",
          " ",
          "{",
          "{}",
          "[]",
          "null",
          "\"",
          good + "{}",
          good + "x",
          "\ufeff" + good,
          good + "\0",
          "[" + good + "]",
          good.replace("}", ",}"),
          good.replace(",", ";"),
          good.replace(":", "="),
          good.replace("{", "{,"),
          good.replace("Geary", "Ge\tary"),
          good.replace("Geary", "Ge\0ary")
        }) {
      assertThat(takes(text)).as(text).isFalse();
    }
  }

  @Test
  void limitsHoldToTheByte() {
    byte[] good = CallJson.good().json();
    assertThat(new BothWays(limits(good.length, 24)).takesShortWay(good)).isTrue();
    assertThat(new BothWays(limits(good.length - 1, 24)).takesShortWay(good)).isFalse();
    assertThat(new BothWays(limits(good.length, 22)).takesShortWay(good)).isFalse();
    assertThat(takes(CallJson.good().with("address", "x".repeat(LIMITS.maxTextLength())))).isTrue();
    assertThat(takes(CallJson.good().with("address", "x".repeat(LIMITS.maxTextLength() + 1))))
        .isFalse();
    assertThat(takes(CallJson.good().with("crime_id", "9".repeat(18)))).isTrue();
  }

  @Test
  void textsOfEveryLengthComeThrough() {
    for (int length = 1; length <= 200; length++) {
      String text = "0123456789 abcdefg/~".repeat(10).substring(0, length).strip();
      assertThat(takes(CallJson.good().with("address", text).with("city", text + "~"))).isTrue();
    }
  }

  @Test
  void everyRecordOneByteAwayFromAGoodOneAgrees() {
    byte[] good = CallJson.good().at("2018-11-04T01:30").json();
    for (int at = 0; at < good.length; at++) {
      byte[] replaced = good.clone();
      byte[] inserted = new byte[good.length + 1];
      System.arraycopy(good, 0, inserted, 0, at);
      System.arraycopy(good, at, inserted, at + 1, good.length - at);
      for (int b = 0; b < 256; b++) {
        replaced[at] = (byte) b;
        inserted[at] = (byte) b;
        ways.takesShortWay(replaced);
        ways.takesShortWay(inserted);
      }
    }
  }

  @Test
  void everyTimeOneCharacterAwayFromAGoodOneAgrees() {
    for (String good : List.of("2018-11-04T01:30", "2018-03-11T01:59", "2000-01-01T00:00")) {
      for (int at = 0; at < good.length(); at++) {
        for (char c = ' '; c < 0x7f; c++) {
          takes(CallJson.good().at(good.substring(0, at) + c + good.substring(at + 1)));
        }
      }
    }
  }

  @Test
  void plausibilityFollowsTheClock() {
    Instant[] now = {Instant.parse("2019-06-01T00:00:00Z")};
    CallTranscoder live = new CallTranscoder(7, LIMITS, () -> now[0]);
    byte[] call = CallJson.good().at("2019-06-02T12:00").json();
    assertThat(live.transcode(call)).isFalse();
    now[0] = now[0].plus(Duration.ofHours(43));
    assertThat(live.transcode(call)).isTrue();
  }

  @Test
  void theSampleCallsAgreeAndNearlyAllGoTheShortWay() throws IOException {
    int valid = 0;
    int taken = 0;
    Path sample = Path.of("..", "data", "sample-calls.ndjson.gz");
    try (CallReader calls = new CallFile(sample, CallFormat.AUTO).open()) {
      for (byte[] record = calls.next(); record != null; record = calls.next()) {
        taken += ways.takesShortWay(record) ? 1 : 0;
        valid += ways.reference(record) instanceof Valid ? 1 : 0;
      }
    }
    assertThat(valid).isGreaterThan(19_000);
    assertThat(taken).isGreaterThan(valid * 99 / 100);
  }

  private boolean takes(CallJson call) {
    return ways.takesShortWay(call.json());
  }

  private boolean takes(String record) {
    return ways.takesShortWay(record.getBytes(UTF_8));
  }

  private static Limits limits(int maxRecordBytes, int maxTextLength) {
    return new Limits(
        maxRecordBytes, maxTextLength, 8, LocalDate.of(2000, 1, 1), Duration.ofDays(1));
  }
}
