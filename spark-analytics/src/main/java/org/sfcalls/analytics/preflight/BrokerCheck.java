package org.sfcalls.analytics.preflight;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.Patience;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the query will find its topics as it needs them, with the rights to use them. */
public final class BrokerCheck {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);

  private static final int ANSWER_MS = 5_000;

  private BrokerCheck() {}

  /**
   * Waits until a broker answers, then looks at topics and rights.
   *
   * @param limit how long a broker may take to answer
   * @return the topic that the query reads
   * @throws CommandFailure when none answers in time, or something is not as it must be
   */
  public static SourceTopic run(
      KafkaConnection kafka, Topics topics, Patience patience, Duration limit) {
    return BrokerInquiry.ask(kafka, patience, limit, broker -> look(broker, topics));
  }

  /**
   * Looks again at topics and rights, for a query that failed because a part is away.
   *
   * @return the topic that the query reads; empty where no broker answers
   * @throws CommandFailure when something is not as it must be, such as a topic that was deleted
   */
  public static Optional<SourceTopic> again(KafkaConnection kafka, Topics topics) {
    Map<String, Object> settings = kafka.settings(Map.of());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
    try (Admin admin = Admin.create(settings)) {
      return Optional.of(look(BrokerInquiry.through(kafka, admin), topics));
    } catch (NotYet | KafkaException e) {
      LOG.debug("no answer about the topics", e);
      return Optional.empty();
    }
  }

  private static SourceTopic look(BrokerInquiry broker, Topics topics) throws NotYet {
    Map<String, AclOperation> needed = new LinkedHashMap<>();
    needed.put(topics.clean(), AclOperation.READ);
    needed.put(topics.counts(), AclOperation.WRITE);
    needed.put(topics.late(), AclOperation.WRITE);
    needed.put(topics.rejected(), AclOperation.WRITE);
    needed.put(topics.progress(), AclOperation.WRITE);
    TopicDescription clean = broker.topics(needed).get(topics.clean());
    checkCompaction(broker, topics.counts());
    return new SourceTopic(
        topics.clean(),
        clean.topicId().toString(),
        offsets(broker, clean, OffsetSpec.earliest()),
        offsets(broker, clean, OffsetSpec.latest()));
  }

  /** Without compaction the topic grows with every change of a count, and old windows expire. */
  private static void checkCompaction(BrokerInquiry broker, String counts) throws NotYet {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, counts);
    Config config;
    try {
      config = broker.answer(broker.admin().describeConfigs(List.of(topic)).values().get(topic));
    } catch (AuthorizationException e) {
      LOG.debug("the settings of {} may not be looked at", counts, e);
      return;
    }
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new CommandFailure(
          "topic %1$s has %2$s=%3$s, and must have %2$s=%4$s, for a count is the newest value of its key: kafka-configs --alter --topic %1$s --add-config %2$s=%4$s"
              .formatted(
                  counts,
                  TopicConfig.CLEANUP_POLICY_CONFIG,
                  policy,
                  TopicConfig.CLEANUP_POLICY_COMPACT));
    }
  }

  private static Map<Integer, Long> offsets(
      BrokerInquiry broker, TopicDescription topic, OffsetSpec which) throws NotYet {
    Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
    for (TopicPartitionInfo partition : topic.partitions()) {
      asked.put(new TopicPartition(topic.name(), partition.partition()), which);
    }
    Map<Integer, Long> offsets = new LinkedHashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found :
        broker.answer(broker.admin().listOffsets(asked).all()).entrySet()) {
      offsets.put(found.getKey().partition(), found.getValue().offset());
    }
    return offsets;
  }
}
