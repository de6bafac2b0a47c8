package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressMetersTest {
  private final UnlistedTotals unlisted = new UnlistedTotals();
  private final ProgressMeters meters = new ProgressMeters(unlisted);

  @Test
  void metricsAddUpCountersAndShowTheNewestBatch() {
    for (int batch = 1; batch <= 2; batch++) {
      var progress =
          Batches.batch(batch)
              .setLag(Map.of("0", batch == 1 ? 1_200L : 0L))
              .setUnlistedByDisposition(Map.of("OTS", 5L, "\"\n", 1L))
              .build();
      unlisted.accept(progress);
      meters.accept(progress);
    }
    assertThat(meters.scrape().lines())
        .contains(
            "sfcalls_analytics_calls_total 96420.0",
            "sfcalls_analytics_late_pairs_total 4.0",
            "sfcalls_analytics_undecodable_total 6.0",
            "sfcalls_analytics_unlisted_total{disposition=\"OTS\"} 10.0",
            "sfcalls_analytics_unlisted_total{disposition=\"\\\"?\"} 2.0",
            "sfcalls_analytics_lag_offsets{partition=\"0\"} 0.0",
            "sfcalls_analytics_batch 2.0",
            "sfcalls_analytics_state_rows 8412.0",
            "sfcalls_analytics_state_bytes 2140000.0",
            "sfcalls_analytics_event_time_delay_seconds 7.0",
            "sfcalls_analytics_watermark_timestamp_seconds 1.5413196E9",
            "sfcalls_analytics_phase_seconds_count{phase=\"addBatch\"} 2",
            "sfcalls_analytics_phase_seconds_sum{phase=\"addBatch\"} 2.6")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
  }
}
