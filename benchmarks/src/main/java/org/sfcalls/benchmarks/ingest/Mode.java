package org.sfcalls.benchmarks.ingest;

import org.apache.kafka.streams.StreamsConfig;

/** What an application promises when it is killed. */
enum Mode {
  AT_LEAST_ONCE("at-least-once", StreamsConfig.AT_LEAST_ONCE),
  EXACTLY_ONCE("exactly-once", StreamsConfig.EXACTLY_ONCE_V2);

  private final String label;
  private final String guarantee;

  Mode(String label, String guarantee) {
    this.label = label;
    this.guarantee = guarantee;
  }

  /** The value of Kafka Streams' {@code processing.guarantee}. */
  String guarantee() {
    return guarantee;
  }

  @Override
  public String toString() {
    return label;
  }
}
