package org.sfcalls.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** Topics that were created a moment ago. */
public final class CreatedTopics {
  private CreatedTopics() {}

  /**
   * Whether the leader of every partition answers. Clients are told of a partition a moment before
   * it takes records: a producer whose first batch is refused then never gets it in, for by the
   * time it tries again the next ones are there, and ends with a timeout after two minutes.
   *
   * @param topics with the number of their partitions
   * @throws ExecutionException when the broker gives another answer than that it is not ready
   */
  public static boolean takeRecords(Admin admin, Collection<NewTopic> topics)
      throws ExecutionException, InterruptedException {
    List<String> names = topics.stream().map(NewTopic::name).toList();
    if (!admin.listTopics().names().get().containsAll(names)) {
      // Asked for offsets, the client would take that for an error, and log it.
      return false;
    }
    Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        newest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    try {
      admin.listOffsets(newest).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw e;
    }
  }
}
