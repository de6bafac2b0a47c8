package org.sfcalls.dashboard.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sfcalls.dashboard.CallLog.second;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.dashboard.views.SeriesView.By;
import org.sfcalls.schemas.GroupColumn;

class SeriesViewTest extends ViewTest {
  private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

  private static SeriesView.Question question(
      String from, String to, By by, String type, String disposition, int points, ZoneId zone) {
    Map<GroupColumn, String> only = new EnumMap<>(GroupColumn.class);
    if (type != null) {
      only.put(GroupColumn.TYPE, type);
    }
    if (disposition != null) {
      only.put(GroupColumn.DISPOSITION, disposition);
    }
    return new SeriesView.Question(
        Optional.ofNullable(from).map(CallLog::second),
        Optional.ofNullable(to).map(CallLog::second),
        by,
        only,
        points,
        zone);
  }

  private SeriesView.Answer total(String from, String to, int points) {
    return SeriesView.of(store, question(from, to, By.TOTAL, null, null, points, SAN_FRANCISCO));
  }

  private SeriesView.Answer by(By by, String type, String disposition) {
    return SeriesView.of(
        store,
        question(
            "2016-11-27T18:00:00Z",
            "2016-11-27T19:00:00Z",
            by,
            type,
            disposition,
            400,
            SAN_FRANCISCO));
  }

  /** One call in each half hour. */
  private void callEachHalfHour(String from, String to) {
    CallLog calls = new CallLog();
    for (Instant at = Instant.parse(from);
        at.isBefore(Instant.parse(to));
        at = at.plus(Duration.ofMinutes(30))) {
      calls.calls(at.plus(Duration.ofMinutes(12)), "Fire", "HAN", 1);
    }
    calls.into(store);
  }

  @ParameterizedTest
  @CsvSource({
    "2016-11-01T00:00:00Z, 2016-11-02T00:00:00Z, 400, window, 288, 300, true",
    "2016-11-01T00:00:00Z, 2016-11-02T09:20:00Z, 400, window, 400, 300, true",
    "2016-11-01T00:00:00Z, 2016-11-02T09:30:00Z, 400, half_hour, 67, 1800, false",
    "2016-11-01T00:00:00Z, 2016-11-03T00:00:00Z, 400, half_hour, 96, 1800, false",
    "2016-11-01T00:00:00Z, 2016-11-03T00:00:00Z, 576, window, 576, 300, true",
    "2016-11-01T00:00:00Z, 2016-11-11T00:00:00Z, 400, hour, 240, 3600, false",
    "2016-10-01T07:00:00Z, 2016-10-31T07:00:00Z, 400, day, 30, 86400, false",
    "2016-10-01T07:00:00Z, 2016-10-31T07:00:00Z, 2000, half_hour, 1440, 1800, false",
    "2016-10-03T07:00:00Z, 2016-10-31T07:00:00Z, 10, week, 4, 604800, false"
  })
  void theShortestUnitOfWhichTheRangeHasFewEnoughIsTaken(
      String from,
      String to,
      int points,
      String unit,
      int buckets,
      int seconds,
      boolean overlapping) {
    new CallLog().call("2016-11-01T00:00:00Z", "Fire").into(store);

    SeriesView.Answer answer = total(from, to, points);
    assertThat(answer.unit()).isEqualTo(unit);
    assertThat(answer.unitSeconds()).isEqualTo(seconds);
    assertThat(answer.overlapping()).isEqualTo(overlapping);
    assertThat(answer.times()).hasSize(buckets).startsWith(second(from));
    assertThat(answer.series().get(0).calls()).hasSize(buckets);
    assertThat(answer.from()).isEqualTo(from);
    assertThat(answer.to()).isEqualTo(to);
  }

  @Test
  void aRangeThatIsTooLongForWeeksIsRefused() {
    new CallLog().call("2016-11-01T00:00:00Z", "Fire").into(store);

    assertThatThrownBy(() -> total("2016-01-01T00:00:00Z", "2016-12-01T00:00:00Z", 10))
        .isInstanceOf(SeriesView.RangeTooLong.class)
        .hasMessageContaining("10 weeks")
        .hasMessageContaining("2000");
  }

  @Test
  void theDaysOfSanFranciscoHaveTwentyThreeToTwentyFiveHours() {
    callEachHalfHour("2016-03-01T00:00:00Z", "2016-03-20T00:00:00Z");
    callEachHalfHour("2016-11-01T00:00:00Z", "2016-11-20T00:00:00Z");

    SeriesView.Answer spring = total("2016-03-10T12:00:00Z", "2016-03-17T12:00:00Z", 100);
    assertThat(spring.unit()).isEqualTo("day");
    assertThat(spring.times())
        .containsExactly(
            second("2016-03-10T08:00:00Z"),
            second("2016-03-11T08:00:00Z"),
            second("2016-03-12T08:00:00Z"),
            second("2016-03-13T08:00:00Z"),
            second("2016-03-14T07:00:00Z"),
            second("2016-03-15T07:00:00Z"),
            second("2016-03-16T07:00:00Z"),
            second("2016-03-17T07:00:00Z"));
    assertThat(spring.series().get(0).calls()).containsExactly(48, 48, 48, 46, 48, 48, 48, 48);

    SeriesView.Answer autumn = total("2016-11-04T12:00:00Z", "2016-11-09T12:00:00Z", 100);
    assertThat(autumn.times())
        .containsExactly(
            second("2016-11-04T07:00:00Z"),
            second("2016-11-05T07:00:00Z"),
            second("2016-11-06T07:00:00Z"),
            second("2016-11-07T08:00:00Z"),
            second("2016-11-08T08:00:00Z"),
            second("2016-11-09T08:00:00Z"));
    assertThat(autumn.series().get(0).calls()).containsExactly(48, 48, 50, 48, 48, 48);
    assertThat(autumn.total()).isEqualTo(290);
  }

  @Test
  void weeksBeginOnMondayAndTheirHoursFollowTheClocks() {
    callEachHalfHour("2016-02-20T00:00:00Z", "2016-12-10T00:00:00Z");

    SeriesView.Answer answer = total("2016-03-02T12:00:00Z", "2016-11-20T12:00:00Z", 40);
    assertThat(answer.unit()).isEqualTo("week");
    assertThat(answer.times()).startsWith(second("2016-02-29T08:00:00Z"));
    assertThat(answer.times())
        .allSatisfy(
            at ->
                assertThat(Instant.ofEpochSecond(at).atZone(SAN_FRANCISCO).toString())
                    .contains("T00:00-")
                    .satisfies(
                        text ->
                            assertThat(LocalDate.parse(text.substring(0, 10)).getDayOfWeek())
                                .hasToString("MONDAY")));
    for (int i = 0; i < answer.times().size(); i++) {
      String start = Instant.ofEpochSecond(answer.times().get(i)).toString();
      long expected =
          start.equals("2016-03-07T08:00:00Z")
              ? 334
              : start.equals("2016-10-31T07:00:00Z") ? 338 : 336;
      assertThat(answer.series().get(0).calls()[i]).as(start).isEqualTo(expected);
    }
  }

  @Test
  void aChangeOfClocksEarlyInTheFirstWeekMovesNothingOutOfIt() {
    ZoneId amman = ZoneId.of("Asia/Amman");
    callEachHalfHour("2016-10-20T00:00:00Z", "2016-12-10T00:00:00Z");

    // Clocks went back on Friday the 28th; the range begins on the Sunday after it.
    SeriesView.Answer answer =
        SeriesView.of(
            store,
            question(
                "2016-10-30T12:00:00Z", "2016-11-28T12:00:00Z", By.TOTAL, null, null, 10, amman));
    assertThat(answer.unit()).isEqualTo("week");
    assertThat(answer.times())
        .startsWith(second("2016-10-23T21:00:00Z"), second("2016-10-30T22:00:00Z"));
    assertThat(answer.series().get(0).calls()).startsWith(338, 336);
  }

  @Test
  void hoursAndDaysOfIndiaBeginAtHalfHoursOfUtc() {
    callEachHalfHour("2016-11-01T00:00:00Z", "2016-11-20T00:00:00Z");

    SeriesView.Answer hours =
        SeriesView.of(
            store,
            question(
                "2016-11-10T00:00:00Z",
                "2016-11-15T00:00:00Z",
                By.TOTAL,
                null,
                null,
                130,
                KOLKATA));
    assertThat(hours.unit()).isEqualTo("hour");
    assertThat(hours.times())
        .hasSize(121)
        .startsWith(second("2016-11-09T23:30:00Z"), second("2016-11-10T00:30:00Z"));
    assertThat(hours.series().get(0).calls()).containsOnly(2);

    SeriesView.Answer days =
        SeriesView.of(
            store,
            question(
                "2016-11-10T00:00:00Z",
                "2016-11-15T00:00:00Z",
                By.TOTAL,
                null,
                null,
                100,
                KOLKATA));
    assertThat(days.unit()).isEqualTo("day");
    assertThat(days.times())
        .startsWith(second("2016-11-09T18:30:00Z"), second("2016-11-10T18:30:00Z"));
    assertThat(days.series().get(0).calls()).containsOnly(48);
  }

  @Test
  void overlappingWindowsShowEachCallTwiceAndTheTotalCountsItOnce() {
    CallLog calls = new CallLog();
    for (int minute = 0; minute < 60; minute++) {
      calls.calls(
          Instant.parse("2016-11-27T18:00:00Z").plus(Duration.ofMinutes(minute)),
          minute % 3 == 0 ? "Fire" : "Noise",
          "HAN",
          1);
    }
    calls.into(store);

    SeriesView.Answer answer = by(By.of(GroupColumn.TYPE), null, null);
    assertThat(answer.overlapping()).isTrue();
    assertThat(answer.series())
        .extracting(series -> series.key() + " " + series.total())
        .containsExactly("Noise 40", "Fire 20");
    assertThat(answer.total()).isEqualTo(60);
    // The last window has but the calls of its first half.
    assertThat(by(By.TOTAL, null, null).series().get(0).calls())
        .containsExactly(10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 5);
    // Two hours as half hours: no overlap.
    SeriesView.Answer halfHours = total("2016-11-27T18:00:00Z", "2016-11-27T20:00:00Z", 10);
    assertThat(halfHours.unit()).isEqualTo("half_hour");
    assertThat(halfHours.series().get(0).calls()).containsExactly(30, 30, 0, 0);
    assertThat(halfHours.total()).isEqualTo(60);
  }

  @Test
  void theEightBusiestTypesAreLinesAndTheOthersAreOne() {
    CallLog calls = new CallLog();
    for (int i = 0; i < 12; i++) {
      calls.calls(
          Instant.parse("2016-11-27T18:15:00Z"), "type " + (char) ('a' + i), "HAN", 100 - i);
    }
    // Busier than all, at another time.
    calls.calls(Instant.parse("2016-11-20T18:15:00Z"), "Noise", "HAN", 5_000).into(store);

    SeriesView.Answer answer = by(By.of(GroupColumn.TYPE), null, null);
    assertThat(answer.series())
        .extracting(series -> series.kind() + " " + series.key() + " " + series.total())
        .containsExactly(
            "type type a 100",
            "type type b 99",
            "type type c 98",
            "type type d 97",
            "type type e 96",
            "type type f 95",
            "type type g 94",
            "type type h 93",
            "other (other) " + (92 + 91 + 90 + 89));
    assertThat(answer.total()).isEqualTo(12 * 100 - 66);
  }

  @Test
  void codesThatTheTableDoesNotListAreALineApart() {
    Instant at = Instant.parse("2016-11-27T18:15:00Z");
    new CallLog()
        .calls(at, "Fire", "HAN", 5)
        .calls(at, "Fire", "ADV", 7)
        .calls(at, "Fire", "QQ7", 100)
        .calls(at, "Noise", "QQ8", 10)
        .into(store);

    SeriesView.Answer answer = by(By.of(GroupColumn.DISPOSITION), null, null);
    assertThat(answer.series())
        .extracting(SeriesView.Series::label)
        .containsExactly("Advised (ADV)", "Handled (HAN)", "codes that the table does not list");
    assertThat(answer.series())
        .extracting(series -> series.kind() + " " + series.key() + " " + series.total())
        .containsExactly("disposition ADV 7", "disposition HAN 5", "unlisted (unlisted) 110");
    assertThat(answer.total()).isEqualTo(122);
  }

  @Test
  void dispositionsBeyondTheEightBusiestAreOneLineBeforeTheUnlisted() {
    CallLog calls = new CallLog();
    Instant at = Instant.parse("2016-11-27T18:10:00Z");
    calls.calls(at, "Fire", "QQ7", 1).into(store);
    for (int i = 0; i < 11; i++) {
      apply(
          new org.sfcalls.dashboard.storing.Change.Counted(
              at.getEpochSecond(), 600, CallLog.group("Fire", "C" + i), "Code " + i, 50L - i, 0));
    }

    SeriesView.Answer answer = by(By.of(GroupColumn.DISPOSITION), null, null);
    assertThat(answer.series())
        .extracting(SeriesView.Series::key)
        .containsExactly("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "(other)", "(unlisted)");
    assertThat(answer.series().get(8).total()).isEqualTo(42 + 41 + 40);
  }

  @Test
  void filtersTakeTheCallsOfATypeOrADispositionOrOfAllUnlistedCodes() {
    Instant at = Instant.parse("2016-11-27T18:15:00Z");
    new CallLog()
        .calls(at, "Fire", "HAN", 5)
        .calls(at, "Fire", "QQ7", 100)
        .calls(at, "Noise", "QQ8", 10)
        .calls(at, "Noise", "HAN", 1)
        .calls(at, HOSTILE, "HAN", 2)
        .into(store);

    assertThat(by(By.TOTAL, "Fire", null).total()).isEqualTo(105);
    assertThat(by(By.TOTAL, null, "HAN").total()).isEqualTo(8);
    assertThat(by(By.TOTAL, "Fire", "HAN").total()).isEqualTo(5);
    assertThat(by(By.TOTAL, "Noise", "QQ7").total()).isZero();
    assertThat(by(By.TOTAL, null, "(unlisted)").total()).isEqualTo(110);
    assertThat(by(By.TOTAL, "Fire", "(unlisted)").total()).isEqualTo(100);
    assertThat(by(By.of(GroupColumn.TYPE), null, "(unlisted)").series())
        .extracting(SeriesView.Series::key)
        .containsExactly("Fire", "Noise");
    assertThat(by(By.TOTAL, HOSTILE, null).total()).isEqualTo(2);
    assertThat(by(By.TOTAL, "Fire", "HAN").only()).containsEntry("type", "Fire");
    assertThat(by(By.TOTAL, "Fire", "HAN").only()).containsEntry("disposition", "HAN");
    // The same by half hours.
    assertThat(
            SeriesView.of(
                    store,
                    question(
                        "2016-11-20T00:00:00Z",
                        "2016-11-30T00:00:00Z",
                        By.TOTAL,
                        "Fire",
                        "(unlisted)",
                        400,
                        SAN_FRANCISCO))
                .total())
        .isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"fire, , type", "Fir, , type", "'Fire'' OR 1=1 --', , type", ", ZZZ, disposition"})
  void aNameThatNoCallHadIsToldWithItsParameter(String type, String disposition, String parameter) {
    new CallLog().call("2016-11-27T18:15:00Z", "Fire").into(store);

    assertThatThrownBy(() -> by(By.TOTAL, type, disposition))
        .isInstanceOfSatisfying(
            SeriesView.NoSuchName.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
        .hasMessageContaining(type == null ? disposition : type);
  }

  @Test
  void theNewestTwentyFourHoursAreShownWhereNoRangeIsAsked() {
    callEachHalfHour("2016-11-20T00:00:00Z", "2016-11-27T18:30:00Z");
    progress("2016-11-27T18:12:00Z", "2016-11-27T18:00:00Z");

    SeriesView.Answer answer = total(null, null, 400);
    assertThat(answer.unit()).isEqualTo("window");
    assertThat(answer.times()).hasSize(288).endsWith(second("2016-11-27T18:10:00Z"));
    assertThat(answer.finalUntil()).isEqualTo("2016-11-27T18:00:00Z");
  }

  @Test
  void anEmptyStoreHasNoLines() {
    SeriesView.Answer answer = total(null, null, 400);

    assertThat(answer.times()).isEmpty();
    assertThat(answer.series()).isEmpty();
    assertThat(answer.total()).isZero();
    assertThat(answer.finalUntil()).isNull();
  }

  @Test
  void aRangeShorterThanAWindowsSlideIsAnAnswer() {
    new CallLog().call("2016-11-27T18:01:00Z", "Fire").into(store);

    assertThat(total("2016-11-27T18:01:00Z", "2016-11-27T18:02:00Z", 400).unit())
        .isEqualTo("window");
  }

  @Test
  void aRangeThatBeginsAfterTheNewestCallIsAnAnswer() {
    new CallLog().call("2016-11-27T18:01:00Z", "Fire").into(store);

    assertThat(total("2030-01-01T00:00:00Z", null, 400).total()).isZero();
    assertThat(total("2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z", 400).total()).isZero();
  }
}
