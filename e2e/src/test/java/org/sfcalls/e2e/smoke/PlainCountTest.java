package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sfcalls.e2e.smoke.PlainCount.Window;

class PlainCountTest {

  @Test
  void aCallIsInTwoWindowsAndARepeatInNone() {
    PlainCount plain =
        PlainCount.of(
            List.of(
                call("1", "2018-12-01T04:07:00.000"),
                call("2", "2018-12-01T04:10:00.000"),
                call("1", "2018-12-01T04:07:00.000")));
    assertThat(plain.calls()).isEqualTo(2);
    assertThat(plain.repeated()).isEqualTo(1);
    assertThat(plain.counts())
        .isEqualTo(Map.of(window("12:00"), 1L, window("12:05"), 2L, window("12:10"), 1L));
    assertThat(plain.windowsCounted()).isEqualTo(4);
  }

  private static Window window(String start) {
    return new Window(Instant.parse("2018-12-01T" + start + ":00Z"), "Traffic Stop", "HAN");
  }

  private static JsonNode call(String crimeId, String at) {
    ObjectNode call = new ObjectMapper().createObjectNode();
    return call.put("crime_id", crimeId)
        .put("original_crime_type_name", "Traffic  Stop")
        .put("call_date_time", at)
        .put("disposition", "HAN");
  }
}
