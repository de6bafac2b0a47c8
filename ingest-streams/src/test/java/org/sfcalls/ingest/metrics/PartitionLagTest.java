package org.sfcalls.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class PartitionLagTest {
  private final Map<MetricName, Metric> metrics = new HashMap<>();
  private final PartitionLag lag =
      new PartitionLag("lag_records", Set.of("calls.raw", "calls.repartitioned"), () -> metrics);

  @Test
  void eachPartitionOfTheTopicIsToldOnce() {
    add("records-lag", "calls.raw", "0", 12.0);
    add("records-lag", "calls_raw", "0", 12.0);
    add("records-lag", "calls.raw", "1", 0.0);
    add("records-lag-max", "calls.raw", "1", 99.0);
    add("records-lag", "ingest-repeats-changelog", "0", 7.0);
    assertThat(((GaugeSnapshot) lag.collect()).getDataPoints())
        .extracting(point -> point.getLabels().get("partition") + ": " + point.getValue())
        .containsExactlyInAnyOrder("0: 12.0", "1: 0.0");
  }

  @Test
  void ofTwoThreadsThatTellOfAPartitionTheOneFurtherBehindIsBelieved() {
    add("thread-1-consumer", "records-lag", "calls.raw", "0", 3.0);
    add("thread-2-consumer", "records-lag", "calls.raw", "0", 8.0);
    assertThat(((GaugeSnapshot) lag.collect()).getDataPoints())
        .singleElement()
        .satisfies(point -> assertThat(point.getValue()).isEqualTo(8.0));
  }

  @Test
  void whatATaskHasToReadOfBothTopicsIsOneFigure() {
    add("records-lag", "calls.raw", "0", 12.0);
    add("records-lag", "calls.repartitioned", "0", 30.0);
    assertThat(((GaugeSnapshot) lag.collect()).getDataPoints())
        .singleElement()
        .satisfies(point -> assertThat(point.getValue()).isEqualTo(42.0));
  }

  @Test
  void aPartitionThatIsNotReadYetIsNotTold() {
    add("records-lag", "calls.raw", "0", Double.NaN);
    assertThat(lag.collect().getDataPoints()).isEmpty();
  }

  private void add(String name, String topic, String partition, double value) {
    add("thread-1-consumer", name, topic, partition, value);
  }

  private void add(String client, String name, String topic, String partition, double value) {
    MetricName metric =
        new MetricName(
            name,
            "consumer-fetch-manager-metrics",
            "",
            Map.of("client-id", client, "topic", topic, "partition", partition));
    metrics.put(
        metric,
        new Metric() {
          @Override
          public MetricName metricName() {
            return metric;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
