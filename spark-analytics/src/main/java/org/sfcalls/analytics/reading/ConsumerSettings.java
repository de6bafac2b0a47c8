package org.sfcalls.analytics.reading;

import java.util.Map;

/** How Spark's Kafka source is to read, whether as a stream or as a batch. */
public final class ConsumerSettings {

  /** By the consumer's own names. */
  public static final Map<String, String> ALL =
      Map.of(
          // Records of a transaction that was rolled back never were.
          "isolation.level",
          "read_committed",
          "max.poll.records",
          "20000",
          // Spark asks for the topic's ends after each poll, on a connection where the broker may
          // still hold the fetch for the next records back.
          "fetch.max.wait.ms",
          "1");

  private ConsumerSettings() {}
}
