package org.sfcalls.calls.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTimeTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2018-12-31T23:57:00.000, 2019-01-01T07:57:00Z",
    "2018-07-01T12:00:00.000, 2018-07-01T19:00:00Z",
    // The last minute before, and the first after, the clocks go forward.
    "2018-03-11T01:59:00.000, 2018-03-11T09:59:00Z",
    "2018-03-11T03:00:00.000, 2018-03-11T10:00:00Z",
    // The hour that comes twice is read as its first pass.
    "2018-11-04T00:59:00.000, 2018-11-04T07:59:00Z",
    "2018-11-04T01:00:00.000, 2018-11-04T08:00:00Z",
    "2018-11-04T01:59:00.000, 2018-11-04T08:59:00Z",
    "2018-11-04T02:00:00.000, 2018-11-04T10:00:00Z",
    "2018-12-31T23:57:12.345, 2019-01-01T07:57:12.345Z",
    "2018-12-31T23:57:12, 2019-01-01T07:57:12Z",
    "2018-12-31T23:57, 2019-01-01T07:57:00Z",
  })
  void wallClockTimesBecomeInstants(String text, Instant expected) {
    assertThat(CallTime.instant(CallTime.dateTime(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2018-03-11T02:00:00.000", "2018-03-11T02:30:00.000", "2018-03-11T02:59:00.000"})
  void theHourThatTheClocksSkipHasNoInstants(String text) {
    assertThatThrownBy(() -> CallTime.instant(CallTime.dateTime(text)))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining("skipped");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2018",
        "2018-13-01T00:00:00.000",
        "2018-02-30T00:00:00.000",
        "2018-12-31T24:00:00.000",
        "2018-12-31T23:60:00.000",
        "2018-12-31 23:57:00.000",
        "2018/12/31T23:57:00.000",
        "2018-12-31T23:57:00.000Z",
        "2018-12-31T23:57:00,000",
        "2o18-12-31T23:57:00.000",
        "-018-12-31T23:57:00.000",
        "2018-12-31T23:5",
        "٢٠١٨-12-31T23:57:00.000",
      })
  void otherFormsAndImpossibleTimesAreRefused(String text) {
    assertThatThrownBy(() -> CallTime.dateTime(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void aDayIsWrittenAsItsMidnightOrBare() {
    assertThat(CallTime.date("2018-12-31T00:00:00.000")).isEqualTo(LocalDate.of(2018, 12, 31));
    assertThat(CallTime.date("2018-12-31")).isEqualTo(LocalDate.of(2018, 12, 31));
    assertThatThrownBy(() -> CallTime.date("2018-12-31T10:00:00.000"))
        .hasMessageContaining("time of day");
  }

  @Test
  void aTimeOfDayHasHoursAndMinutes() {
    assertThat(CallTime.timeOfDay("23:57")).isEqualTo(LocalTime.of(23, 57));
    assertThatThrownBy(() -> CallTime.timeOfDay("25:00")).isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> CallTime.timeOfDay("9:00")).isInstanceOf(DateTimeException.class);
  }
}
