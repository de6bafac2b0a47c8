package org.sfcalls.ingest.preflight;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaFault;
import org.sfcalls.access.Patience;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure, through the admin client, that the topology will find its topics as it needs them and
 * has the rights to use them; otherwise it would fail a minute later, and with a stack trace.
 *
 * @param kafka the cluster
 * @param topics names of the topics
 * @param applicationId consumer group, and prefix of transactional ids and internal topics
 * @param stores names of the topology's state stores
 * @param ledgerStore the one of them that each task writes to when it commits records
 * @param skipDeleted whether to go on after records that were deleted before they were read
 */
public record BrokerCheck(
    KafkaConnection kafka,
    Topics topics,
    String applicationId,
    Set<String> stores,
    String ledgerStore,
    boolean skipDeleted) {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);

  /** Room for the headers of a dead letter. */
  private static final int HEADER_BYTES = 64 * 1024;

  /**
   * What the topology has to know of the broker.
   *
   * @param repartitioned partitions of calls.repartitioned
   * @param deleted records that are gone before they were read, for the account
   */
  public record Found(int repartitioned, Map<TopicPartition, Deleted> deleted) {}

  /**
   * Waits until a broker answers, then looks at topics and rights, and gives the consumer group a
   * position in each partition that it has none in.
   *
   * @param limit how long a broker may take to answer
   * @throws CommandFailure when none answers in time, or something is not as it must be
   */
  public Found run(Patience patience, Duration limit) {
    return BrokerInquiry.ask(kafka, patience, limit, this::look);
  }

  private Found look(BrokerInquiry broker) throws NotYet {
    Map<String, AclOperation> needed = new LinkedHashMap<>();
    needed.put(topics.raw(), AclOperation.READ);
    needed.put(topics.clean(), AclOperation.WRITE);
    needed.put(topics.rejected(), AclOperation.WRITE);
    needed.put(topics.ledger(), AclOperation.WRITE);
    needed.put(topics.repartitioned(), AclOperation.WRITE);
    Map<String, TopicDescription> found = broker.topics(needed);
    var readable = broker.topics(Map.of(topics.repartitioned(), AclOperation.READ));
    checkLedger(found.get(topics.ledger()).partitions().size());
    int raw = found.get(topics.raw()).partitions().size();
    int repartitioned = readable.get(topics.repartitioned()).partitions().size();
    checkChangelogs(broker, raw, repartitioned);
    checkGroup(broker);
    checkTransactions(broker);
    checkRecordSizes(broker);
    return new Found(
        repartitioned,
        new StartPositions(broker, applicationId, changelog(ledgerStore), skipDeleted)
            .settle(Map.of(topics.raw(), raw, topics.repartitioned(), repartitioned)));
  }

  private void checkLedger(int partitions) {
    if (partitions != 1) {
      throw new CommandFailure(
          "topic "
              + topics.ledger()
              + " has "
              + partitions
              + " partitions, but must have 1, so that its readers see all counts in order:"
              + " delete it and create it with 1; ingest writes the counts again when it starts");
    }
  }

  private String changelog(String store) {
    return applicationId + "-" + store + "-changelog";
  }

  /**
   * A changelog has a partition for each task. Tasks that came with new partitions of the raw topic
   * begin with nothing; those that are there keep what they know.
   */
  private void checkChangelogs(BrokerInquiry broker, int raw, int repartitioned) throws NotYet {
    int tasks = Math.max(raw, repartitioned);
    List<String> names = stores.stream().sorted().map(this::changelog).toList();
    Map<String, KafkaFuture<TopicDescription>> asked =
        broker.admin().describeTopics(names).topicNameValues();
    for (String name : names) {
      try {
        int partitions = broker.answer(asked.get(name)).partitions().size();
        if (tasks < partitions) {
          throw new CommandFailure(
              "topic %s has %d partitions, but the state of %s (topic %s) was made for %d, and can't be merged: create %s with %d partitions again; or, to start over with %d, use new topics and another --application-id"
                  .formatted(
                      topics.raw(),
                      raw,
                      applicationId,
                      name,
                      partitions,
                      topics.raw(),
                      partitions,
                      raw));
        }
        if (repartitioned > partitions) {
          throw new CommandFailure(
              "topic %s has %d partitions, but the state of %s (topic %s) was made for %d, and repeats of older calls would not be recognised: delete %s and create it with %d partitions again"
                  .formatted(
                      topics.repartitioned(),
                      repartitioned,
                      applicationId,
                      name,
                      partitions,
                      topics.repartitioned(),
                      partitions));
        }
        if (tasks > partitions) {
          broker.answer(
              broker.admin().createPartitions(Map.of(name, NewPartitions.increaseTo(tasks))).all());
          LOG.info(
              "topic {} has {} partitions now, as many as {}: the new ones begin without calls to"
                  + " remember",
              name,
              tasks,
              topics.raw());
        }
        takeAnyTimestamp(broker, name);
      } catch (UnknownTopicOrPartitionException e) {
        LOG.debug("there is no {} yet", name);
      } catch (TopicAuthorizationException e) {
        throw new CommandFailure(
            KafkaFault.lacking(kafka, "All", "topic", List.of(applicationId + "-"))
                + " --resource-pattern-type prefixed",
            e);
      }
    }
  }

  /** Changelogs of an earlier version have the broker's limits. */
  private static void takeAnyTimestamp(BrokerInquiry broker, String changelog) throws NotYet {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, changelog);
    List<AlterConfigOp> settings =
        Topics.ANY_TIMESTAMP.entrySet().stream()
            .map(
                setting ->
                    new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    broker.answer(
        broker.admin().incrementalAlterConfigs(Map.of(resource, settings)).values().get(resource));
  }

  private void checkGroup(BrokerInquiry broker) throws NotYet {
    try {
      ConsumerGroupDescription group =
          broker.answer(
              broker
                  .admin()
                  .describeConsumerGroups(
                      List.of(applicationId),
                      new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                  .describedGroups()
                  .get(applicationId));
      if (BrokerInquiry.lacks(group.authorizedOperations(), AclOperation.READ)) {
        throw broker.lacking(AclOperation.READ, "group", List.of(applicationId));
      }
    } catch (GroupIdNotFoundException e) {
      LOG.debug("there is no group {} yet", applicationId);
    } catch (GroupAuthorizationException e) {
      throw broker.lacking(AclOperation.READ, "group", List.of(applicationId));
    }
  }

  private void checkTransactions(BrokerInquiry broker) throws NotYet {
    String id = applicationId + "-";
    try {
      var unused = broker.answer(broker.admin().describeTransactions(List.of(id)).description(id));
    } catch (TransactionalIdNotFoundException e) {
      LOG.debug("transactional ids of {} may be described", applicationId);
    } catch (TransactionalIdAuthorizationException e) {
      throw new CommandFailure(KafkaFault.lackingTransactions(kafka, id), e);
    }
  }

  /** A dead letter that the broker does not take would stop the tier. */
  private void checkRecordSizes(BrokerInquiry broker) throws NotYet {
    ConfigResource raw = new ConfigResource(ConfigResource.Type.TOPIC, topics.raw());
    ConfigResource rejected = new ConfigResource(ConfigResource.Type.TOPIC, topics.rejected());
    Map<ConfigResource, KafkaFuture<Config>> asked =
        broker.admin().describeConfigs(List.of(raw, rejected)).values();
    try {
      long taken = maxBytes(broker.answer(asked.get(raw)));
      long passedOn = maxBytes(broker.answer(asked.get(rejected)));
      if (passedOn < taken + HEADER_BYTES) {
        LOG.warn(
            "topic {} takes records of up to {} bytes, and {} only {}: a larger invalid record"
                + " would stop ingest; set max.message.bytes of {} to {}",
            topics.raw(),
            taken,
            topics.rejected(),
            passedOn,
            topics.rejected(),
            taken + HEADER_BYTES);
      }
    } catch (AuthorizationException e) {
      LOG.debug("no right to read the topics' settings", e);
    }
  }

  private static long maxBytes(Config config) {
    return Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }
}
