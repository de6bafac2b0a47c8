package org.sfcalls.ingest.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.KafkaStreams;
import org.sfcalls.calls.validation.Reason;
import org.sfcalls.schemas.Outcome;

/**
 * The meters of an ingest instance: its own, Kafka's and the JVM's. Thread-safe; meant to be told
 * sums at each commit, so that a record by itself costs nothing. No label holds a call's text but
 * names of fields, and these only if they look like names.
 */
public final class IngestMeters implements AutoCloseable {

  /** Names of unknown fields that are told apart; whoever sends more sends nonsense. */
  static final int MOST_FIELDS = 50;

  private static final String OTHER = "(other)";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Counter> unknownFields = new ConcurrentHashMap<>();
  private final LatencyHistogram latency =
      new LatencyHistogram(
          "sfcalls_ingest_latency_seconds",
          "Seconds from a raw record's timestamp to the commit of its outcome");
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Counter repartitioned;
  private final Counter replacedThreads;
  private KafkaStreamsMetrics kafka;

  /** Meters that stand at zero; the JVM's are there, Kafka's come with {@link #watch}. */
  public IngestMeters() {
    // From the start, so that the first rejection shows as a rise.
    outcome(Outcome.CLEAN, null, 0);
    outcome(Outcome.REPEATED, null, 0);
    outcome(Outcome.LOST, null, 0);
    for (Reason reason : Reason.values()) {
      outcome(Outcome.REJECTED, reason, 0);
    }
    repartitioned =
        Counter.builder("sfcalls.ingest.repartitioned.records")
            .description("Raw records that were on another partition than their id's")
            .register(registry);
    replacedThreads =
        Counter.builder("sfcalls.ingest.replaced.threads")
            .description("Stream threads that failed and were replaced")
            .register(registry);
    registry.getPrometheusRegistry().register(latency);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /**
   * Adds Kafka's own meters, and the lag of each partition.
   *
   * @param read topics whose lag is told
   */
  public void watch(KafkaStreams streams, Set<String> read) {
    kafka = new KafkaStreamsMetrics(streams);
    kafka.bindTo(registry);
    registry
        .getPrometheusRegistry()
        .register(new PartitionLag("sfcalls_ingest_lag_records", read, streams::metrics));
  }

  /**
   * Counts committed records.
   *
   * @param reason why they were rejected; null for other outcomes
   */
  public void outcome(Outcome outcome, Reason reason, long records) {
    Counter.builder("sfcalls.ingest.records")
        .description("Raw records by what became of them")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .tag("reason", reason == null ? "" : reason.name())
        .register(registry)
        .increment(records);
  }

  /** Counts committed records that had a field which the export does not have. */
  public void unknownField(String name, long records) {
    String label = name.matches("[A-Za-z0-9_]{1,64}") ? name : OTHER;
    Counter known = unknownFields.get(label);
    (known == null ? firstOf(label) : known).increment(records);
  }

  private synchronized Counter firstOf(String label) {
    boolean room = unknownFields.size() < MOST_FIELDS || unknownFields.containsKey(label);
    return unknownFields.computeIfAbsent(
        room ? label : OTHER,
        field ->
            Counter.builder("sfcalls.ingest.unknown.fields")
                .description("Raw records with a field that the export does not have")
                .tag("field", field)
                .register(registry));
  }

  /**
   * Counts committed records by how long they took.
   *
   * @param millis from the raw record's timestamp to the commit, milliseconds
   */
  public void latency(long millis, long records) {
    latency.add(millis, records);
  }

  /** Counts committed records that were on another partition than their id's. */
  public void repartitioned(long records) {
    repartitioned.increment(records);
  }

  /** Counts a stream thread that failed and was replaced. */
  public void threadReplaced() {
    replacedThreads.increment();
  }

  /** All meters in Prometheus' text format, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    if (kafka != null) {
      kafka.close();
    }
    registry.close();
  }
}
