package org.sfcalls.analytics.audit;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.reading.BoundedTopic;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.Topics;

/**
 * All topics of the account, as they stood at about one moment.
 *
 * @param counted up to where calls are counted
 * @param countedBy which windows and columns they are counted by; how late calls could be does not
 *     matter any more, because those that were are known
 * @param late as it was once {@code counted} was known
 * @param counts the same
 * @param clean as it was after counts: it has every call that is in them
 */
record AuditTopics(
    Position counted,
    CountedBy countedBy,
    BoundedTopic counts,
    BoundedTopic late,
    BoundedTopic ledger,
    BoundedTopic clean,
    BoundedTopic rejected,
    BoundedTopic raw) {

  /**
   * The topics as they stand now.
   *
   * @param atRest whether all calls are taken for counted, whatever the progress says
   * @throws IllegalStateException when one is missing, has lost records, or contradicts the
   *     progress
   */
  static AuditTopics now(
      KafkaConnection kafka, RegistryConnection registry, Topics topics, boolean atRest) {
    // In this order: what a topic holds must be explained by those that are looked at later.
    Optional<GenericRecord> progress = NewestProgress.of(kafka, registry, topics.progress());
    BoundedTopic counts = BoundedTopic.now(kafka, topics.counts());
    BoundedTopic late = BoundedTopic.now(kafka, topics.late());
    BoundedTopic ledger = BoundedTopic.now(kafka, topics.ledger());
    BoundedTopic rejected = BoundedTopic.now(kafka, topics.rejected());
    BoundedTopic clean = BoundedTopic.now(kafka, topics.clean());
    BoundedTopic raw = BoundedTopic.now(kafka, topics.raw());
    for (BoundedTopic kept : List.of(clean, raw, rejected)) {
      requireWhole(kept);
    }
    Position counted =
        atRest
            ? Position.endOf(clean)
            : progress.map(Position::of).orElse(new Position(new TreeMap<>()));
    counted.ends().forEach((partition, end) -> requireThere(clean, partition, end, topics));
    return new AuditTopics(
        counted,
        progress.flatMap(CountedBy::of).orElse(CountedBy.DEFAULT),
        counts,
        late,
        ledger,
        clean,
        rejected,
        raw);
  }

  private static void requireWhole(BoundedTopic topic) {
    topic
        .begins()
        .forEach(
            (partition, begin) -> {
              if (begin > 0) {
                throw new IllegalStateException(
                    "partition "
                        + partition
                        + " of "
                        + topic.topic()
                        + " begins at offset "
                        + begin
                        + ": its older records are deleted, and nothing can be recomputed without"
                        + " them; retention.ms=-1 keeps them");
              }
            });
  }

  private static void requireThere(BoundedTopic clean, int partition, long end, Topics topics) {
    Long last = clean.ends().get(partition);
    if (last == null || end > last) {
      throw new IllegalStateException(
          topics.progress()
              + " says that partition "
              + partition
              + " of "
              + clean.topic()
              + " is counted up to offset "
              + end
              + ", but it "
              + (last == null ? "does not exist" : "ends at " + last)
              + "; was the topic made anew under a job that had counted another?");
    }
  }
}
