package org.sfcalls.analytics.progress;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.sfcalls.schemas.BatchProgress;

/**
 * The meters of the analytics tier: what its batches did since it started, and the driver JVM's.
 * Thread-safe.
 */
final class ProgressMeters implements Consumer<BatchProgress>, AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<String, Long> lag = new ConcurrentHashMap<>();
  private final UnlistedTotals unlisted;
  private final Counter calls;
  private final Counter late;
  private final Counter undecodable;
  private volatile BatchProgress last;

  /**
   * @param unlisted is told of each batch before this is
   */
  ProgressMeters(UnlistedTotals unlisted) {
    this.unlisted = unlisted;
    calls = counter("sfcalls.analytics.calls", "Calls that were read from calls.clean");
    late = counter("sfcalls.analytics.late.pairs", "(call, window) pairs sent to calls.late");
    undecodable =
        counter("sfcalls.analytics.undecodable", "Records sent to calls.rejected as undecodable");
    gauge("sfcalls.analytics.batch", "Number of the newest batch", BatchProgress::getBatch);
    gauge(
        "sfcalls.analytics.batch.finished.timestamp.seconds",
        "When the newest batch was over, Unix time",
        batch -> seconds(batch.getFinishedAt()));
    gauge(
        "sfcalls.analytics.calls.per.second",
        "Calls of the newest batch over its length",
        BatchProgress::getCallsPerSecond);
    gauge(
        "sfcalls.analytics.watermark.timestamp.seconds",
        "Watermark after the newest batch, Unix time",
        batch -> seconds(batch.getWatermark()));
    gauge(
        "sfcalls.analytics.event.time.delay.seconds",
        "From the newest event time of the newest batch to its end",
        batch ->
            batch.getEventTimeDelayMs() == null ? Double.NaN : batch.getEventTimeDelayMs() / 1e3);
    gauge(
        "sfcalls.analytics.state.rows",
        "Rows in the state store: (type, disposition) pairs seen",
        BatchProgress::getStateRows);
    gauge(
        "sfcalls.analytics.state.bytes",
        "Memory of the state store, as Spark estimates it",
        batch -> batch.getStateBytes() == null ? Double.NaN : batch.getStateBytes());
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  @Override
  public void accept(BatchProgress batch) {
    last = batch;
    calls.increment(batch.getCalls());
    late.increment(batch.getLatePairs());
    undecodable.increment(batch.getUndecodable());
    batch
        .getPhaseDurationsMs()
        .forEach(
            (phase, millis) ->
                Timer.builder("sfcalls.analytics.phase")
                    .description("How long the phases of batches took; triggerExecution is all")
                    .tag("phase", phase)
                    .register(registry)
                    .record(Duration.ofMillis(millis)));
    batch
        .getLag()
        .forEach(
            (partition, offsets) -> {
              if (lag.put(partition, offsets) == null) {
                Gauge.builder("sfcalls.analytics.lag.offsets", lag, lags -> lags.get(partition))
                    .description("Committed offsets that the newest batch left unread")
                    .tag("partition", partition)
                    .register(registry);
              }
            });
    unlisted
        .byDisposition()
        .forEach(
            (disposition, total) -> {
              Counter counter =
                  Counter.builder("sfcalls.analytics.unlisted")
                      .description("Calls whose disposition the radio codes do not list")
                      .tag("disposition", disposition)
                      .register(registry);
              counter.increment(total - counter.count());
            });
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** A gauge of the newest batch; there is no number before the first. */
  private void gauge(String name, String description, ToDoubleFunction<BatchProgress> number) {
    Gauge.builder(
            name,
            this,
            meters -> meters.last == null ? Double.NaN : number.applyAsDouble(meters.last))
        .description(description)
        .register(registry);
  }

  private static double seconds(Instant time) {
    return time == null ? Double.NaN : time.toEpochMilli() / 1e3;
  }

  /** All meters in Prometheus' text format, version 0.0.4. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
