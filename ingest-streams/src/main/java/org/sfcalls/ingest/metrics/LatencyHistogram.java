package org.sfcalls.ingest.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** A histogram that takes many equal observations at once, which the library's own does not. */
final class LatencyHistogram implements Collector {

  /** Upper bounds in milliseconds, from a quick commit to an outage; above them is one more. */
  private static final long[] BOUNDS = {
    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000
  };

  private final String name;
  private final String help;
  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder sumMillis = new LongAdder();

  LatencyHistogram(String name, String help) {
    this.name = name;
    this.help = help;
    Arrays.setAll(counts, bucket -> new LongAdder());
  }

  /** Clocks of two machines may differ: what took less than nothing took nothing. */
  void add(long millis, long records) {
    long taken = Math.max(0, millis);
    int found = Arrays.binarySearch(BOUNDS, taken);
    counts[found < 0 ? -found - 1 : found].add(records);
    sumMillis.add(taken * records);
  }

  @Override
  public MetricSnapshot collect() {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      double bound = bucket < BOUNDS.length ? BOUNDS[bucket] / 1e3 : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, counts[bucket].sum());
    }
    return HistogramSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(sumMillis.sum() / 1e3)
                .build())
        .build();
  }

  @Override
  public String getPrometheusName() {
    return name;
  }
}
