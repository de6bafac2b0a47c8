package org.sfcalls.benchmarks.tuning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is measured of a trial. */
enum Measure {
  THROUGHPUT("calls_per_second", "throughput", "calls/s", true),
  LATENCY_P50("latency_p50_ms", "latency p50", "ms", false),
  LATENCY_P99("latency_p99_ms", "latency p99", "ms", false),
  BATCH_P50("batch_p50_ms", "batch p50", "ms", false),
  BATCH_P99("batch_p99_ms", "batch p99", "ms", false),
  BACKLOG_BATCH_P50("backlog_batch_p50_ms", "backlog's batch p50", "ms", false),
  BACKLOG_BATCH_P99("backlog_batch_p99_ms", "backlog's batch p99", "ms", false),
  CPU("cpu_us_per_call", "processor time", "µs/call", false),
  STORED("stored_bytes_per_call", "stored", "bytes/call", false);

  private static final Set<Measure> ANALYTICS_ONLY =
      Set.of(BATCH_P50, BATCH_P99, BACKLOG_BATCH_P50, BACKLOG_BATCH_P99);

  private final String key;
  private final String title;
  private final String unit;
  private final boolean moreIsBetter;

  Measure(String key, String title, String unit, boolean moreIsBetter) {
    this.key = key;
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  /** The name in results. */
  String key() {
    return key;
  }

  /** The name in reports. */
  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  /** A figure as it is shown, without its unit. */
  String text(double figure) {
    return String.format(Locale.US, figure < (this == CPU ? 100 : 10) ? "%.1f" : "%,.0f", figure);
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** The measures of a tier. */
  static List<Measure> of(Tier tier) {
    return Arrays.stream(values())
        .filter(
            measure ->
                tier == Tier.ANALYTICS ? measure != STORED : !ANALYTICS_ONLY.contains(measure))
        .toList();
  }
}
