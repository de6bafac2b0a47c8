package org.sfcalls.ingest.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records each partition is behind, all topics together as one task reads them, from the
 * consumers' own metrics at the moment of the scrape. Partitions that this instance does not read,
 * or has not yet begun to read, are not told.
 *
 * @param name of the gauge
 * @param topics whose partitions are told
 */
record PartitionLag(
    String name, Set<String> topics, Supplier<Map<MetricName, ? extends Metric>> metrics)
    implements Collector {

  @Override
  public MetricSnapshot collect() {
    Map<TopicPartition, Double> lags = new HashMap<>();
    metrics
        .get()
        .forEach(
            (metric, value) -> {
              Map<String, String> tags = metric.tags();
              if (metric.name().equals("records-lag")
                  // Each stands there a second time with underscores for the topic's dots.
                  && topics.contains(tags.getOrDefault("topic", ""))
                  && value.metricValue() instanceof Double records
                  && !records.isNaN()) {
                // A thread that is being replaced may still tell of the same partition.
                lags.merge(
                    new TopicPartition(tags.get("topic"), Integer.parseInt(tags.get("partition"))),
                    records,
                    Math::max);
              }
            });
    Map<Integer, Double> byPartition = new TreeMap<>();
    lags.forEach((from, records) -> byPartition.merge(from.partition(), records, Double::sum));
    GaugeSnapshot.Builder lag =
        GaugeSnapshot.builder().name(name).help("Records of a partition that are not read yet");
    byPartition.forEach(
        (partition, records) ->
            lag.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("partition", partition.toString()))
                    .value(records)
                    .build()));
    return lag.build();
  }

  @Override
  public String getPrometheusName() {
    return name;
  }
}
