package org.sfcalls.benchmarks.tuning;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured of a trial. */
enum Measure {
  THROUGHPUT("calls_per_second", "throughput", null),
  LATENCY_P50("latency_p50_ms", "latency p50", null),
  LATENCY_P99("latency_p99_ms", "latency p99", null),
  BATCH_P50("batch_p50_ms", "batch p50", Tier.ANALYTICS),
  BATCH_P99("batch_p99_ms", "batch p99", Tier.ANALYTICS),
  BACKLOG_BATCH_P50("backlog_batch_p50_ms", "backlog's batch p50", Tier.ANALYTICS),
  BACKLOG_BATCH_P99("backlog_batch_p99_ms", "backlog's batch p99", Tier.ANALYTICS),
  CPU("cpu_us_per_call", "processor time", null),
  STORED("stored_bytes_per_call", "stored", Tier.INGEST);

  static final List<Measure> ANSWERED = List.of(THROUGHPUT, LATENCY_P50, LATENCY_P99);
  private final String key;
  private final String title;
  private final Tier tier;

  Measure(String key, String title, Tier tier) {
    this.key = key;
    this.title = title;
    this.tier = tier;
  }

  String title() {
    return title;
  }

  /** A figure as it is shown, without its unit. */
  String text(double figure) {
    return String.format(Locale.US, figure < (this == CPU ? 100 : 10) ? "%.1f" : "%,.0f", figure);
  }

  boolean moreIsBetter() {
    return this == THROUGHPUT;
  }

  boolean isMilliseconds() {
    return key.endsWith("_ms");
  }

  static List<Measure> of(Tier tier) {
    return Arrays.stream(values())
        .filter(measure -> measure.tier == null || measure.tier == tier)
        .toList();
  }

  @Override
  public String toString() {
    return key;
  }
}
