package org.sfcalls.ingest.preflight;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
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
 */
public record BrokerCheck(
    KafkaConnection kafka, Topics topics, String applicationId, Set<String> stores) {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);

  /** Room for the headers of a dead letter. */
  private static final int HEADER_BYTES = 64 * 1024;

  /**
   * Waits until a broker answers, then looks at topics and rights.
   *
   * @param limit how long a broker may take to answer
   * @throws CommandFailure when none answers in time, or something is not as it must be
   */
  public void run(Patience patience, Duration limit) {
    BrokerInquiry.ask(
        kafka,
        patience,
        limit,
        broker -> {
          look(broker);
          return true;
        });
  }

  private void look(BrokerInquiry broker) throws NotYet {
    Map<String, AclOperation> needed = new LinkedHashMap<>();
    needed.put(topics.raw(), AclOperation.READ);
    needed.put(topics.clean(), AclOperation.WRITE);
    needed.put(topics.rejected(), AclOperation.WRITE);
    needed.put(topics.ledger(), AclOperation.WRITE);
    Map<String, TopicDescription> found = broker.topics(needed);
    checkLedger(found.get(topics.ledger()).partitions().size());
    checkChangelogs(broker, found.get(topics.raw()).partitions().size());
    checkGroup(broker);
    checkTransactions(broker);
    checkRecordSizes(broker);
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

  private void checkChangelogs(BrokerInquiry broker, int rawPartitions) throws NotYet {
    List<String> names =
        stores.stream().sorted().map(store -> applicationId + "-" + store + "-changelog").toList();
    Map<String, KafkaFuture<TopicDescription>> asked =
        broker.admin().describeTopics(names).topicNameValues();
    for (String name : names) {
      try {
        int partitions = broker.answer(asked.get(name)).partitions().size();
        if (partitions != rawPartitions) {
          throw new CommandFailure(
              "topic %s has %d partitions, but the state of %s (topic %s) was made for %d, and can't be split: create %s with %d partitions again; or, to start over with %d, use new topics and another --application-id"
                  .formatted(
                      topics.raw(),
                      rawPartitions,
                      applicationId,
                      name,
                      partitions,
                      topics.raw(),
                      partitions,
                      rawPartitions));
        }
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
