package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {

  @Test
  void aBatchIsOneReadableLine() {
    assertThat(ProgressLine.line(Batches.batch(12).build()))
        .isEqualTo(
            "batch 12 | 48,210 calls in | 31,003 calls/s | 1,555 ms | lag 1,200"
                + " | watermark 2018-11-04 01:20 PDT | newest call 7 s ago"
                + " | 8,412 state rows, 2.1 MB | 2 late | 310 unlisted | 3 undecodable");
  }

  @Test
  void itSaysWhenMostOfABatchIsLate() {
    assertThat(ProgressLine.line(Batches.batch(12).setCalls(40).setLatePairs(41).build()))
        .endsWith("MOST ARE LATE: did calls with a date that is too new move the watermark?");
    assertThat(ProgressLine.line(Batches.batch(12).setCalls(40).setLatePairs(40).build()))
        .doesNotContain("MOST ARE LATE");
    assertThat(ProgressLine.line(Batches.batch(12).setCalls(4).setLatePairs(8).build()))
        .doesNotContain("MOST ARE LATE");
  }

  @Test
  void whatIsNotKnownIsNotMadeUp() {
    assertThat(
            ProgressLine.line(
                Batches.batch(12)
                    .setWatermark(null)
                    .setLag(Map.of())
                    .setNewestEventTime(null)
                    .setEventTimeDelayMs(null)
                    .setStateBytes(null)
                    .build()))
        .contains("| lag unknown | watermark none yet | newest call none | 8,412 state rows |");
  }

  @ParameterizedTest
  @CsvSource({
    "119000, 119 s ago",
    "120000, 2 min ago",
    "7199000, 119 min ago",
    "7200000, 2 h ago",
    "172800000, 2 days ago",
    "254000000000, '2,939 days ago'",
    "-3000, -3 s ago"
  })
  void aDelayIsToldInAUnitThatFitsIt(long millis, String text) {
    assertThat(ProgressLine.line(Batches.batch(12).setEventTimeDelayMs(millis).build()))
        .contains("newest call " + text + " |");
  }
}
