package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.BatchProgress;

class ProgressLineTest {

  private static BatchProgress.Builder batch() {
    return BatchProgress.newBuilder()
        .setQuery("q")
        .setBatch(12)
        .setFinishedAt(Instant.EPOCH)
        .setCalls(48_210)
        .setDurationMs(1_555)
        .setCallsPerSecond(31_003.2)
        .setWatermark(Instant.parse("2018-11-04T08:20:00Z"))
        .setStateRows(8_412)
        .setLatePairs(0)
        .setUndecodable(3)
        .setEndOffsets(Map.of());
  }

  @Test
  void aBatchIsOneReadableLine() {
    assertThat(ProgressLine.line(batch().build()))
        .isEqualTo(
            "batch 12 | 48,210 calls in | 31,003 calls/s | 1,555 ms | watermark 2018-11-04 01:20 PDT"
                + " | 8,412 state rows | 0 late | 3 undecodable");
  }

  @Test
  void beforeEveryPartitionHasHadACallThereIsNoWatermark() {
    assertThat(ProgressLine.line(batch().setWatermark(null).build()))
        .contains("watermark none yet");
  }
}
