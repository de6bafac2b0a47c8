package org.sfcalls.calls.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class CallFieldsTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2018, 12, 31, 12, 0);

  @Test
  void findsBothFieldsInAnyOrderAndBesideNestedOnes() {
    assertThat(
            of(
                "{\"x\":{\"crime_id\":\"9\"},\"call_date_time\":\"2018-12-31T12:00:00.000\","
                    + "\"y\":[1],\"crime_id\":\"7\"}"))
        .isEqualTo(new CallFields("7", NOON));
  }

  @Test
  void knowsTheHistoricNameOfTheEventTime() {
    assertThat(of("{\"crime_id\":\"7\",\"call_dttm\":\"2018-12-31T12:00:00\"}"))
        .isEqualTo(new CallFields("7", NOON));
  }

  @Test
  void keepsWhatItReadBeforeARecordBreaksOff() {
    assertThat(of("{\"crime_id\":\"7\",\"addr")).isEqualTo(new CallFields("7", null));
  }

  @Test
  void hasNoFieldsForWhatIsNoCall() {
    CallFields none = new CallFields(null, null);
    assertThat(of("")).isEqualTo(none);
    assertThat(of("[]")).isEqualTo(none);
    assertThat(of("\u0000\u0001")).isEqualTo(none);
    assertThat(of("{\"crime_id\":7,\"call_date_time\":\"2018-02-30T12:00:00.000\"}"))
        .isEqualTo(none);
  }

  private static CallFields of(String record) {
    return CallFields.of(record.getBytes(UTF_8));
  }
}
