package org.sfcalls.ingest.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
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
import org.sfcalls.ingest.command.CommandFailure;
import org.sfcalls.ingest.command.KafkaConnection;
import org.sfcalls.ingest.command.KafkaFault;
import org.sfcalls.ingest.preflight.Patience.NotYet;
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

  /** How long one question may take; the next one finds a broker that came up meanwhile. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  /** A broker that is up answers within. */
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(1);

  /** Room for the headers of a dead letter. */
  private static final int HEADER_BYTES = 64 * 1024;

  /**
   * Waits until a broker answers, then looks at topics and rights.
   *
   * @param limit how long a broker may take to answer
   * @throws CommandFailure when none answers in time, or something is not as it must be
   */
  public void run(Patience patience, Duration limit) {
    int millis =
        (int)
            Math.min(
                LONGEST_ANSWER.toMillis(), Math.max(SHORTEST_ANSWER.toMillis(), limit.toMillis()));
    Map<String, Object> settings =
        kafka.settings(
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis));
    patience.until(
        limit,
        "is it running, is --bootstrap right, and does it want another security.protocol?"
            + " --broker-wait waits longer",
        () -> {
          try (Admin admin = Admin.create(settings)) {
            answer(admin.describeCluster().nodes());
            look(admin);
            return true;
          } catch (KafkaException e) {
            // Thrown where the client can't even be made.
            throw notYetOrNever(e);
          }
        });
  }

  private void look(Admin admin) throws NotYet {
    Map<String, AclOperation> needed = new LinkedHashMap<>();
    needed.put(topics.raw(), AclOperation.READ);
    needed.put(topics.clean(), AclOperation.WRITE);
    needed.put(topics.rejected(), AclOperation.WRITE);
    needed.put(topics.ledger(), AclOperation.WRITE);
    Map<String, Integer> partitions = partitions(admin, needed);
    checkLedger(partitions.get(topics.ledger()));
    checkChangelogs(admin, partitions.get(topics.raw()));
    checkGroup(admin);
    checkTransactions(admin);
    checkRecordSizes(admin);
  }

  /** Partitions by topic; all must be there, with the right that is needed. */
  private Map<String, Integer> partitions(Admin admin, Map<String, AclOperation> needed)
      throws NotYet {
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin
            .describeTopics(
                needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    Map<String, Integer> partitions = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    Map<AclOperation, List<String>> forbidden = new LinkedHashMap<>();
    for (Map.Entry<String, AclOperation> topic : needed.entrySet()) {
      String name = topic.getKey();
      AclOperation right = topic.getValue();
      try {
        TopicDescription found = answer(asked.get(name));
        partitions.put(name, found.partitions().size());
        if (lacks(found.authorizedOperations(), right)) {
          forbidden.computeIfAbsent(right, any -> new ArrayList<>()).add(name);
        }
      } catch (UnknownTopicOrPartitionException e) {
        missing.add(name);
      } catch (TopicAuthorizationException e) {
        forbidden.computeIfAbsent(right, any -> new ArrayList<>()).add(name);
      }
    }
    if (!forbidden.isEmpty()) {
      AclOperation right = forbidden.keySet().iterator().next();
      throw lacking(right, "topic", forbidden.get(right));
    }
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "the broker at "
              + kafka.bootstrap()
              + " has no topic "
              + String.join(", ", missing)
              + ": create it as in ingest-streams/README.md, or start the pipeline with ./sfcalls"
              + " up, which creates its topics");
    }
    return partitions;
  }

  private void checkLedger(int partitions) {
    if (partitions != 1) {
      throw new CommandFailure(
          "topic "
              + topics.ledger()
              + " has "
              + partitions
              + " partitions, and must have 1, so that its readers see all counts in their order:"
              + " delete it and create it with 1; the counts are told again when ingest starts");
    }
  }

  private void checkChangelogs(Admin admin, int rawPartitions) throws NotYet {
    List<String> names =
        stores.stream().sorted().map(store -> applicationId + "-" + store + "-changelog").toList();
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(names).topicNameValues();
    for (String name : names) {
      try {
        int partitions = answer(asked.get(name)).partitions().size();
        if (partitions != rawPartitions) {
          throw new CommandFailure(
              "topic %s has %d partitions, but the state of %s (topic %s) was made for %d, and can't be split: create %s with %d partitions again; or, to begin anew with %d, take new topics and another --application-id"
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

  private void checkGroup(Admin admin) throws NotYet {
    try {
      ConsumerGroupDescription group =
          answer(
              admin
                  .describeConsumerGroups(
                      List.of(applicationId),
                      new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                  .describedGroups()
                  .get(applicationId));
      if (lacks(group.authorizedOperations(), AclOperation.READ)) {
        throw lacking(AclOperation.READ, "group", List.of(applicationId));
      }
    } catch (GroupIdNotFoundException e) {
      LOG.debug("there is no group {} yet", applicationId);
    } catch (GroupAuthorizationException e) {
      throw lacking(AclOperation.READ, "group", List.of(applicationId));
    }
  }

  private void checkTransactions(Admin admin) throws NotYet {
    String id = applicationId + "-";
    try {
      var unused = answer(admin.describeTransactions(List.of(id)).description(id));
    } catch (TransactionalIdNotFoundException e) {
      LOG.debug("transactional ids of {} may be described", applicationId);
    } catch (TransactionalIdAuthorizationException e) {
      throw new CommandFailure(KafkaFault.lackingTransactions(kafka, id), e);
    }
  }

  /** A dead letter that the broker does not take would stop the tier. */
  private void checkRecordSizes(Admin admin) throws NotYet {
    ConfigResource raw = new ConfigResource(ConfigResource.Type.TOPIC, topics.raw());
    ConfigResource rejected = new ConfigResource(ConfigResource.Type.TOPIC, topics.rejected());
    Map<ConfigResource, KafkaFuture<Config>> asked =
        admin.describeConfigs(List.of(raw, rejected)).values();
    try {
      long taken = maxBytes(answer(asked.get(raw)));
      long passedOn = maxBytes(answer(asked.get(rejected)));
      if (passedOn < taken + HEADER_BYTES) {
        LOG.warn(
            "topic {} takes records of up to {} bytes, and {} only {}: a larger one that is no call"
                + " would stop ingest; set max.message.bytes of {} to {}",
            topics.raw(),
            taken,
            topics.rejected(),
            passedOn,
            topics.rejected(),
            taken + HEADER_BYTES);
      }
    } catch (AuthorizationException e) {
      LOG.debug("the topics' settings may not be looked at", e);
    }
  }

  private static long maxBytes(Config config) {
    return Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
  }

  /** Null where the broker does not tell. */
  private static boolean lacks(Set<AclOperation> rights, AclOperation needed) {
    return rights != null && !rights.contains(needed);
  }

  private CommandFailure lacking(AclOperation right, String resource, List<String> names) {
    String name = right == AclOperation.READ ? "Read" : "Write";
    return new CommandFailure(KafkaFault.lacking(kafka, name, resource, names));
  }

  /**
   * @throws KafkaException the broker's answer, where it is a refusal
   */
  private <T> T answer(KafkaFuture<T> asked) throws NotYet {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException refusal && isAnswer(refusal)) {
        throw refusal;
      }
      throw notYetOrNever(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while the broker was asked", e);
    }
  }

  private static boolean isAnswer(KafkaException refusal) {
    return refusal instanceof UnknownTopicOrPartitionException
        || refusal instanceof GroupIdNotFoundException
        || refusal instanceof TransactionalIdNotFoundException
        || refusal instanceof AuthorizationException;
  }

  private NotYet notYetOrNever(Exception e) {
    Optional<String> never = KafkaFault.explain(kafka, e);
    if (never.isPresent()) {
      throw new CommandFailure(never.get(), e);
    }
    return new NotYet(
        "no broker answers at " + kafka.bootstrap() + " (" + KafkaFault.root(e) + ")", e);
  }
}
