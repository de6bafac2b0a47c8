package org.sfcalls.tools.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaFault;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Topics;

/**
 * Says where the input has ended, when ingest has processed all of it: commits the end of the clean
 * calls to a consumer group, where analytics looks.
 *
 * @param ingestGroup consumer group of ingest
 * @param patience how long to wait for ingest
 */
record InputEnd(KafkaConnection kafka, Topics topics, String ingestGroup, BacklogWait patience) {

  private static final int LONGEST_ANSWER_MS = 5_000;

  /** Offsets that somebody has come to, by partition; 0 for those that are absent. */
  private interface Reached {
    Map<TopicPartition, Long> of(List<TopicPartition> partitions) throws NotYet;
  }

  /**
   * Waits for ingest, and says so.
   *
   * @return false when the user has stopped the wait
   * @throws CommandFailure when ingest does nothing for too long, or the broker refuses
   */
  boolean tell() {
    Map<String, Object> settings = kafka.settings(Map.of());
    // In place of the user's: Kafka refuses one that does not fit the other.
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LONGEST_ANSWER_MS);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LONGEST_ANSWER_MS);
    try (Admin admin = Admin.create(settings)) {
      BrokerInquiry broker = BrokerInquiry.through(kafka, admin);
      String ingest = "ingest (group " + ingestGroup + ") on ";
      return patience.untilNothingIsLeft(
              ingest + topics.raw(), behind(broker, topics.raw(), all -> committed(broker)))
          // Only then is there on it all that ingest sends itself.
          && patience.untilNothingIsLeft(
              ingest + topics.repartitioned(),
              behind(broker, topics.repartitioned(), all -> committed(broker)))
          // A transaction commits ingest's position before its records can be read.
          && patience.untilNothingIsLeft(
              "open transactions on " + topics.clean(),
              behind(broker, topics.clean(), all -> ends(broker, all, true)))
          && patience.untilNothingIsLeft("the end of " + topics.clean(), () -> commit(broker));
    } catch (KafkaException e) {
      throw new CommandFailure(
          KafkaFault.explain(kafka, e).orElse("the broker refused: " + KafkaFault.root(e)), e);
    }
  }

  /** What is left up to the end that the topic has when it is first asked for. */
  private static BacklogWait.Backlog behind(BrokerInquiry broker, String topic, Reached reached) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    return () -> {
      if (ends.isEmpty()) {
        ends.putAll(ends(broker, partitions(broker, topic), false));
      }
      Map<TopicPartition, Long> positions = reached.of(List.copyOf(ends.keySet()));
      return ends.entrySet().stream()
          .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L)))
          .sum();
    };
  }

  private long commit(BrokerInquiry broker) throws NotYet {
    Map<TopicPartition, OffsetAndMetadata> end = new HashMap<>();
    ends(broker, partitions(broker, topics.clean()), true)
        .forEach((partition, offset) -> end.put(partition, new OffsetAndMetadata(offset)));
    broker.answer(broker.admin().alterConsumerGroupOffsets(topics.inputEndedGroup(), end).all());
    return 0;
  }

  private Map<TopicPartition, Long> committed(BrokerInquiry broker) throws NotYet {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    broker
        .answer(
            broker.admin().listConsumerGroupOffsets(ingestGroup).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                offsets.put(partition, offset.offset());
              }
            });
    return offsets;
  }

  private static List<TopicPartition> partitions(BrokerInquiry broker, String topic) throws NotYet {
    return broker
        .answer(broker.admin().describeTopics(List.of(topic)).topicNameValues().get(topic))
        .partitions()
        .stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /**
   * @param stable where open transactions begin, instead of where the log ends
   */
  private static Map<TopicPartition, Long> ends(
      BrokerInquiry broker, List<TopicPartition> partitions, boolean stable) throws NotYet {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream().collect(Collectors.toMap(one -> one, any -> OffsetSpec.latest()));
    ListOffsetsOptions isolation =
        new ListOffsetsOptions(
            stable ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> ends = new HashMap<>();
    broker
        .answer(broker.admin().listOffsets(latest, isolation).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }
}
