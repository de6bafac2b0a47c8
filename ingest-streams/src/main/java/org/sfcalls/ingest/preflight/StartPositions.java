package org.sfcalls.ingest.preflight;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.sfcalls.access.BrokerInquiry;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.Patience.NotYet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a consumer group begins to read. A consumer by itself begins at the oldest record wherever
 * its position is not there, and passes over deleted records without a word; so the topology's
 * consumers begin nowhere by themselves, and the group is given its positions here.
 *
 * @param group consumer group
 * @param state topic that has a record in the partition of each task that committed something
 * @param skipDeleted whether to go on after records that were deleted before they were read
 */
record StartPositions(BrokerInquiry broker, String group, String state, boolean skipDeleted) {
  private static final Logger LOG = LoggerFactory.getLogger(StartPositions.class);

  /** Metadata of a position after a gap: the program may end before the gap is in the ledger. */
  private static final String DELETED = "sfcalls.deleted=";

  /**
   * Gives the group a position where it has none, and looks whether what comes next is still there.
   *
   * @param topics each topic with its number of partitions
   * @return the gaps that are to be counted as lost
   * @throws CommandFailure when records were deleted before they were read, unless they are to be
   *     skipped; when the topic is shorter than what was read of it; when the group's positions are
   *     gone though it has read
   */
  Map<TopicPartition, Deleted> settle(Map<String, Integer> topics) throws NotYet {
    List<TopicPartition> partitions =
        topics.entrySet().stream()
            .flatMap(
                topic ->
                    IntStream.range(0, topic.getValue())
                        .mapToObj(partition -> new TopicPartition(topic.getKey(), partition)))
            .toList();
    Map<TopicPartition, Long> begin = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    Map<TopicPartition, OffsetAndMetadata> changes = new HashMap<>();
    Map<TopicPartition, Deleted> deleted = new HashMap<>();
    Map<TopicPartition, Deleted> refused = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata position = committed.get(partition);
      long first = begin.get(partition);
      if (position == null) {
        requireNoState(partition, end.get(partition) - first);
        changes.put(partition, new OffsetAndMetadata(first));
      } else if (position.offset() < first) {
        Deleted gap = new Deleted(first, first - position.offset() + uncounted(position));
        (skipDeleted ? deleted : refused).put(partition, gap);
        changes.put(partition, new OffsetAndMetadata(first, DELETED + gap.records()));
      } else if (position.offset() > end.get(partition)) {
        throw new CommandFailure(
            "ingest has read %s up to offset %,d, and it ends at %,d: records were lost, or the topic was deleted and created again; use new topics and another --application-id"
                .formatted(partition, position.offset(), end.get(partition)));
      } else if (uncounted(position) > 0) {
        deleted.put(partition, new Deleted(position.offset(), uncounted(position)));
      }
    }
    if (!refused.isEmpty()) {
      throw refusal(refused);
    }
    commit(changes);
    return deleted;
  }

  /** A broker deletes the positions of a group that does not run for some days, or of a topic. */
  private void requireNoState(TopicPartition partition, long records) throws NotYet {
    if (records == 0) {
      return;
    }
    TopicPartition task = new TopicPartition(state, partition.partition());
    try {
      if (offsets(List.of(task), OffsetSpec.latest()).get(task) == 0) {
        return;
      }
    } catch (UnknownTopicOrPartitionException e) {
      LOG.debug("there is no {} yet", state);
      return;
    }
    throw new CommandFailure(
        "the broker no longer has the position of group %s in %s (it deletes them 7 days after the group's last instance ended, offsets.retention.minutes, and with the topic), and reading from the beginning would count calls again: set the position (kafka-consumer-groups --reset-offsets --group %s --topic %s --to-offset N --execute), or use new topics and another --application-id"
            .formatted(group, partition, group, partition));
  }

  private static long uncounted(OffsetAndMetadata position) {
    String text = position.metadata();
    return text.startsWith(DELETED) ? Long.parseLong(text.substring(DELETED.length())) : 0;
  }

  private CommandFailure refusal(Map<TopicPartition, Deleted> gaps) {
    long records = gaps.values().stream().mapToLong(Deleted::records).sum();
    String where =
        new TreeMap<>(
                gaps.entrySet().stream()
                    .collect(Collectors.toMap(gap -> gap.getKey().toString(), Map.Entry::getValue)))
            .entrySet().stream()
                .map(
                    gap ->
                        "%s: %,d to %,d"
                            .formatted(
                                gap.getKey(),
                                gap.getValue().upTo() - gap.getValue().records(),
                                gap.getValue().upTo() - 1))
                .collect(Collectors.joining("; "));
    return new CommandFailure(
        "%,d records were deleted before ingest read them (partition and offsets: %s), by the topic's retention or by hand: restore them, or start once with --skip-deleted to go on after them; the account then shows them as lost"
            .formatted(records, where));
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
      throws NotYet {
    ListOffsetsResult asked =
        broker
            .admin()
            .listOffsets(
                partitions.stream()
                    .collect(Collectors.toMap(partition -> partition, any -> which)));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      offsets.put(partition, broker.answer(asked.partitionResult(partition)).offset());
    }
    return offsets;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws NotYet {
    try {
      Map<TopicPartition, OffsetAndMetadata> all =
          broker.answer(
              broker.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      return all.entrySet().stream()
          .filter(position -> position.getValue() != null)
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    } catch (GroupIdNotFoundException e) {
      return Map.of();
    }
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> changes) throws NotYet {
    if (changes.isEmpty()) {
      return;
    }
    try {
      broker.answer(broker.admin().alterConsumerGroupOffsets(group, changes).all());
    } catch (UnknownMemberIdException e) {
      throw new NotYet("another instance of " + group + " is starting, or reads already", e);
    }
  }
}
