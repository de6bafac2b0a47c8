package org.sfcalls.analytics.progress;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.BatchProgress;

/**
 * Commits the end offsets of each finished batch to a consumer group, so that Kafka's ordinary
 * tools tell the lag. Informative only: the query reads from its checkpoint and never looks there.
 */
final class GroupOffsets implements Consumer<BatchProgress>, AutoCloseable {

  private final String group;
  private final String topic;
  private final Admin admin;
  private final FailureNote note;

  /**
   * @param topic the topic whose offsets are told
   */
  GroupOffsets(KafkaConnection kafka, String group, String topic) {
    this.group = group;
    this.topic = topic;
    this.admin = Admin.create(kafka.settings(Map.of()));
    this.note = new FailureNote("consumer group " + group);
  }

  /** Does not wait for the broker. */
  @Override
  public void accept(BatchProgress progress) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    progress
        .getEndOffsets()
        .forEach(
            (partition, end) ->
                offsets.put(
                    new TopicPartition(topic, Integer.parseInt(partition)),
                    new OffsetAndMetadata(end)));
    var unused =
        admin
            .alterConsumerGroupOffsets(group, offsets)
            .all()
            .whenComplete(
                (done, e) -> {
                  if (e == null) {
                    note.succeeded(progress.getBatch());
                  } else {
                    note.failed(progress.getBatch(), e);
                  }
                });
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
