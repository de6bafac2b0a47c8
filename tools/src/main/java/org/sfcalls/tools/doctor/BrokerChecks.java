package org.sfcalls.tools.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.access.Patience;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.schemas.Topics;
import org.sfcalls.tools.topics.TopicAdmin;
import org.sfcalls.tools.topics.TopicState;

/**
 * A broker, its topics, and how far their readers are.
 *
 * @param kafka the cluster
 * @param chosen whether the user named it, so that it should be there
 * @param names names of the topics
 * @param groups consumer groups, each with the topic that it reads
 */
record BrokerChecks(
    KafkaConnection kafka, boolean chosen, Topics names, Map<String, String> groups) {

  /** A busy broker on a busy machine may take a while. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** A producer that works ends its transactions within. */
  private static final Duration LONG_OPEN = Duration.ofSeconds(10);

  /** Any number will do where a topic may have several. */
  private static final int ANY_PARTITIONS = 2;

  List<Finding> run() {
    try {
      return BrokerInquiry.ask(kafka, new Patience(), LONGEST_WAIT, this::look);
    } catch (CommandFailure e) {
      return List.of(
          chosen
              ? Finding.wrong(
                  "broker",
                  e.getMessage(),
                  "start it, or check --bootstrap and the client settings")
              : Finding.note(
                  "broker",
                  "none at " + kafka.bootstrap(),
                  "./sfcalls up starts one; --bootstrap names another"));
    }
  }

  private List<Finding> look(BrokerInquiry broker) throws NotYet {
    List<Finding> findings = new ArrayList<>();
    int nodes = broker.answer(broker.admin().describeCluster().nodes()).size();
    findings.add(
        Finding.ok(
            "broker", "%s, %d node%s".formatted(kafka.bootstrap(), nodes, nodes == 1 ? "" : "s")));
    List<TopicState> topics = new TopicAdmin(kafka, broker).states(names.layouts(ANY_PARTITIONS));
    List<String> faults =
        topics.stream()
            .filter(topic -> !topic.faults().isEmpty())
            .map(topic -> topic.name() + ": " + String.join(", ", topic.faults()))
            .toList();
    findings.add(
        faults.isEmpty()
            ? Finding.ok("topics", topics.size() + " correct")
            : Finding.wrong("topics", String.join("; ", faults), "./sfcalls topics create"));
    boolean raw =
        topics.stream()
            .anyMatch(topic -> topic.name().equals(names.raw()) && topic.found().isPresent());
    if (raw) {
      held(broker).ifPresent(findings::add);
    }
    for (Map.Entry<String, String> group : groups.entrySet()) {
      if (topics.stream()
          .anyMatch(topic -> topic.name().equals(group.getValue()) && topic.found().isPresent())) {
        findings.add(lag(broker, group.getKey(), group.getValue()));
      }
    }
    return findings;
  }

  private Optional<Finding> held(BrokerInquiry broker) throws NotYet {
    try {
      OpenTransactions open = OpenTransactions.of(broker, names.raw());
      if (open.held() == 0) {
        return Optional.empty();
      }
      String remedy = "have its producer end it";
      return Optional.of(
          open.oldest().compareTo(LONG_OPEN) < 0
              ? Finding.note("transactions", open.explain(names.raw()), remedy)
              : Finding.wrong("transactions", open.explain(names.raw()), remedy));
    } catch (ApiException e) {
      return Optional.of(
          Finding.note(
              "transactions",
              "unknown: " + e.getMessage(),
              "the user needs the right Read on " + names.raw()));
    }
  }

  private static Finding lag(BrokerInquiry broker, String group, String topic) throws NotYet {
    String what = "lag of " + group;
    try {
      List<TopicPartition> partitions =
          broker
              .answer(broker.admin().describeTopics(List.of(topic)).topicNameValues().get(topic))
              .partitions()
              .stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      Map<TopicPartition, OffsetAndMetadata> committed =
          broker.answer(
              broker.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      Map<TopicPartition, Long> behind = new HashMap<>();
      Map<TopicPartition, ListOffsetsResultInfo> begins =
          offsets(broker, partitions, OffsetSpec.earliest());
      offsets(broker, partitions, OffsetSpec.latest())
          .forEach(
              (partition, end) -> {
                OffsetAndMetadata done = committed.get(partition);
                long next = done == null ? begins.get(partition).offset() : done.offset();
                behind.put(partition, end.offset() - next);
              });
      long all = behind.values().stream().mapToLong(Long::longValue).sum();
      String found = String.format(Locale.US, "%,d offsets on %s", all, topic);
      if (committed.isEmpty()) {
        return Finding.note(what, "it has committed nothing; " + found, "is the program running?");
      }
      return Finding.ok(what, found);
    } catch (ApiException e) {
      return Finding.note(
          what, "unknown: " + e.getMessage(), "the user needs the right Describe on the group");
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      BrokerInquiry broker, List<TopicPartition> partitions, OffsetSpec which) throws NotYet {
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> asked =
        broker
            .admin()
            .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> which)))
            .all();
    return broker.answer(asked);
  }
}
