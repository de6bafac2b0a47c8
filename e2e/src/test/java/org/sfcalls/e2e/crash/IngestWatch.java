package org.sfcalls.e2e.crash;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.access.Patience.NotYet;

/** What can be seen of the ingest tier from outside: its consumer group. */
final class IngestWatch implements AutoCloseable {
  private final KafkaConnection kafka;
  private final Admin admin;
  private final String group;
  private final List<TopicPartition> raw;

  IngestWatch(String bootstrap, String group, String rawTopic, int partitions) {
    this.kafka = KafkaConnection.to(bootstrap);
    this.admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "reconnect.backoff.max.ms",
                200,
                "request.timeout.ms",
                2_000,
                "default.api.timeout.ms",
                5_000));
    this.group = group;
    this.raw =
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(rawTopic, i)).toList();
  }

  /** Next record to read of each raw partition, as committed; 0 where nothing is. */
  Map<TopicPartition, Long> committed() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> found =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Long> committed = new HashMap<>();
    for (TopicPartition partition : raw) {
      OffsetAndMetadata offset = found.get(partition);
      committed.put(partition, offset == null ? 0 : offset.offset());
    }
    return committed;
  }

  /** Whether every partition has been committed past {@code before}. */
  boolean allPast(Map<TopicPartition, Long> before) throws Exception {
    Map<TopicPartition, Long> now = committed();
    return before.entrySet().stream().allMatch(entry -> now.get(entry.getKey()) > entry.getValue());
  }

  /** Whether all that is on the raw topic is consumed and committed. */
  boolean allConsumed() throws Exception {
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(raw.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return committed().equals(ends);
  }

  /** Whether no open transaction holds records of a topic back. */
  boolean allCommitted(String topic) throws Exception {
    return OpenTransactions.of(BrokerInquiry.through(kafka, admin), topic).held() == 0;
  }

  /**
   * The members of the group, by the name that Kafka Streams gives to all clients of a process and
   * to no other's, and how many raw partitions each process has; none while partitions are being
   * dealt out anew.
   */
  Map<String, Integer> processes() throws Exception {
    ConsumerGroupDescription described =
        admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
    Map<String, Integer> processes = new HashMap<>();
    if (described.groupState() == GroupState.STABLE) {
      for (MemberDescription member : described.members()) {
        Set<TopicPartition> assigned = new HashSet<>(member.assignment().topicPartitions());
        assigned.retainAll(raw);
        processes.merge(
            member.clientId().replaceFirst("-StreamThread-.*", ""), assigned.size(), Integer::sum);
      }
    }
    return processes;
  }

  /** Whether a question failed only because the broker or the group is away or just coming up. */
  static boolean isPassing(Throwable e) {
    return e instanceof NotYet
        || e instanceof ExecutionException
            && (e.getCause() instanceof RetriableException
                || e.getCause() instanceof GroupIdNotFoundException);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
