package org.sfcalls.analytics.reading;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.KafkaConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets at which the input ends, as a replay has committed them to a consumer group. Asks
 * once per second at most, and never waits for the broker: an answer is given at the next call.
 */
final class InputEndGroup implements Supplier<Map<Integer, Long>> {
  private static final Logger LOG = LoggerFactory.getLogger(InputEndGroup.class);
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private final String group;
  private final String topic;

  /** Ends with the driver, as the query does. */
  private final Admin admin;

  private final AtomicReference<Map<Integer, Long>> answer = new AtomicReference<>(Map.of());
  private long askedAt = System.nanoTime() - ASK_EVERY.toNanos();
  private volatile boolean asking;
  private volatile boolean failed;

  /**
   * @param topic the topic whose offsets are told
   */
  InputEndGroup(KafkaConnection kafka, String group, String topic) {
    this.group = group;
    this.topic = topic;
    this.admin = Admin.create(kafka.settings(Map.of()));
  }

  /** The answer since the last call, by partition; empty where there is none. */
  @Override
  public Map<Integer, Long> get() {
    if (!asking && System.nanoTime() - askedAt >= ASK_EVERY.toNanos()) {
      asking = true;
      askedAt = System.nanoTime();
      var unused =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .whenComplete(this::take);
    }
    return answer.getAndSet(Map.of());
  }

  private void take(Map<TopicPartition, OffsetAndMetadata> committed, Throwable failure) {
    if (failure == null) {
      Map<Integer, Long> ends = new HashMap<>();
      committed.forEach(
          (partition, offset) -> {
            if (partition.topic().equals(topic) && offset != null) {
              ends.put(partition.partition(), offset.offset());
            }
          });
      answer.set(ends);
    } else if (!failed) {
      LOG.warn(
          "consumer group {} can't be read: {}; if a replay says there that the input has ended, the"
              + " last windows stay open, and nothing more is logged until it can be read",
          group,
          failure.toString());
    }
    failed = failure != null;
    asking = false;
  }
}
