package org.sfcalls.dashboard.following;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each tier is behind, asked of the broker every two seconds; and whether a broker answers.
 */
final class Lag implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lag.class);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(4);

  private final Topics topics;
  private final String ingestGroup;
  private final String analyticsGroup;
  private final Admin admin;
  private final BrokerInquiry broker;
  private Instant awaySince;

  /**
   * @param behind offsets between what is stored and the end, of the followed topics
   * @param ingest offsets between ingest's group and the end of {@code calls.raw}; null where the
   *     group is not known
   * @param analytics the same of analytics' group and {@code calls.clean}
   * @param open transactions that hold records of {@code calls.raw} back
   * @param awaySince since when the broker does not answer this; null while it does
   * @param deleted whether it answers that a topic is not there
   */
  record Reading(
      long behind,
      Long ingest,
      Long analytics,
      OpenTransactions open,
      Instant awaySince,
      boolean deleted) {}

  Lag(KafkaConnection kafka, Topics topics, String ingestGroup, String analyticsGroup) {
    this.topics = topics;
    this.ingestGroup = ingestGroup;
    this.analyticsGroup = analyticsGroup;
    int millis = (int) LONGEST_ANSWER.toMillis();
    this.admin =
        Admin.create(
            kafka.settings(
                Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis)));
    this.broker = BrokerInquiry.through(kafka, admin);
  }

  /** Asks; with no answer, the reading says since when. */
  Reading read(Map<TopicPartition, Long> positions) {
    try {
      Map<TopicPartition, Long> ends =
          ends(partitions(Follower.topics(topics)), IsolationLevel.READ_COMMITTED);
      long behind = 0;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        behind += Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L));
      }
      Reading reading =
          new Reading(
              behind,
              groupLag(ingestGroup, topics.raw()),
              groupLag(analyticsGroup, topics.clean()),
              OpenTransactions.of(broker, topics.raw()),
              null,
              false);
      awaySince = null;
      return reading;
    } catch (ExecutionException | TimeoutException | NotYet e) {
      LOG.debug("no answer", e);
      if (awaySince == null) {
        awaySince = Instant.now();
      }
      boolean deleted = e.getCause() instanceof UnknownTopicOrPartitionException;
      return new Reading(0, null, null, OpenTransactions.NONE, awaySince, deleted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reading(0, null, null, OpenTransactions.NONE, awaySince, false);
    }
  }

  private Long groupLag(String group, String topic)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        answer(
            admin
                .listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(group));
    Map<TopicPartition, Long> ends =
        ends(partitions(List.of(topic)), IsolationLevel.READ_COMMITTED);
    long lag = 0;
    boolean known = false;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata offset = committed.get(end.getKey());
      known |= offset != null;
      lag += Math.max(0, end.getValue() - (offset == null ? 0 : offset.offset()));
    }
    return known ? (Long) lag : null;
  }

  private Set<TopicPartition> partitions(List<String> names)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<String, TopicDescription> found = answer(admin.describeTopics(names).allTopicNames());
    Map<TopicPartition, Boolean> partitions = new HashMap<>();
    found
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(
                        info ->
                            partitions.put(
                                new TopicPartition(topic.name(), info.partition()), true)));
    return partitions.keySet();
  }

  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel isolation)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found =
        answer(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all());
    Map<TopicPartition, Long> ends = new HashMap<>();
    found.forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private static <T> T answer(KafkaFuture<T> asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    return asked.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
