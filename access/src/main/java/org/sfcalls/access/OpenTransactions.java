package org.sfcalls.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.sfcalls.access.Patience.NotYet;

/**
 * Transactions that hold records of a topic back: what was acknowledged behind the beginning of an
 * open transaction is read by nobody (of {@code read_committed}) before it ends.
 *
 * @param held offsets between the last stable offset and the end of the log
 * @param transactions the open ones, each in words
 * @param oldest how long the oldest of them is open; zero for none, or where the broker does not
 *     say
 */
public record OpenTransactions(long held, List<String> transactions, Duration oldest) {

  /** None. */
  public static final OpenTransactions NONE = new OpenTransactions(0, List.of(), Duration.ZERO);

  public OpenTransactions {
    transactions = List.copyOf(transactions);
  }

  /**
   * Those of a topic as of now.
   *
   * @throws NotYet when the broker gave no answer
   * @throws org.apache.kafka.common.KafkaException the broker's answer, where it is a refusal
   */
  public static OpenTransactions of(BrokerInquiry broker, String topic) throws NotYet {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicPartitionInfo info :
        broker
            .answer(broker.admin().describeTopics(List.of(topic)).topicNameValues().get(topic))
            .partitions()) {
      partitions.add(new TopicPartition(topic, info.partition()));
    }
    // First the stable offset: what ends in between is not taken for held back.
    Map<TopicPartition, Long> stable = ends(broker, partitions, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> ends = ends(broker, partitions, IsolationLevel.READ_UNCOMMITTED);
    List<TopicPartition> behind =
        partitions.stream().filter(one -> ends.get(one) > stable.get(one)).toList();
    if (behind.isEmpty()) {
      return NONE;
    }
    long held = behind.stream().mapToLong(one -> ends.get(one) - stable.get(one)).sum();
    return named(broker, held, behind);
  }

  private static Map<TopicPartition, Long> ends(
      BrokerInquiry broker, List<TopicPartition> partitions, IsolationLevel isolation)
      throws NotYet {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream().collect(Collectors.toMap(one -> one, any -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
        broker
            .answer(broker.admin().listOffsets(latest, new ListOffsetsOptions(isolation)).all())
            .entrySet()) {
      ends.put(end.getKey(), end.getValue().offset());
    }
    return ends;
  }

  private static OpenTransactions named(
      BrokerInquiry broker, long held, List<TopicPartition> behind) throws NotYet {
    Map<Long, String> places = new HashMap<>();
    for (Map.Entry<TopicPartition, PartitionProducerState> partition :
        broker.answer(broker.admin().describeProducers(behind).all()).entrySet()) {
      for (ProducerState producer : partition.getValue().activeProducers()) {
        producer
            .currentTransactionStartOffset()
            .ifPresent(
                offset ->
                    places.merge(
                        producer.producerId(),
                        partition.getKey() + " at offset " + offset,
                        (one, other) -> one + ", " + other));
      }
    }
    Map<Long, String> ids = new HashMap<>();
    Set<Long> producers = new HashSet<>(places.keySet());
    for (TransactionListing listed :
        broker.answer(
            broker
                .admin()
                .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                .all())) {
      ids.put(listed.producerId(), listed.transactionalId());
    }
    List<String> transactions = new ArrayList<>();
    Duration oldest = Duration.ZERO;
    for (Map.Entry<Long, String> producer : places.entrySet()) {
      String id = ids.get(producer.getKey());
      Duration age = id == null ? Duration.ZERO : age(broker, id);
      oldest = age.compareTo(oldest) > 0 ? age : oldest;
      transactions.add(
          (id == null
                  ? "a transaction of producer " + producer.getKey()
                  : "transactional id '" + PayloadText.of(id) + "'")
              + (age.isZero() ? "" : ", open for " + age.toSeconds() + " s")
              + ", from "
              + producer.getValue());
    }
    return new OpenTransactions(held, transactions, oldest);
  }

  private static Duration age(BrokerInquiry broker, String id) throws NotYet {
    try {
      TransactionDescription transaction =
          broker.answer(broker.admin().describeTransactions(List.of(id)).description(id));
      return transaction.transactionStartTimeMs().isEmpty()
          ? Duration.ZERO
          : Duration.between(
              Instant.ofEpochMilli(transaction.transactionStartTimeMs().getAsLong()),
              Instant.now());
    } catch (TransactionalIdNotFoundException | AuthorizationException e) {
      // It ended meanwhile, or the user may see no more of it than its name.
      return Duration.ZERO;
    }
  }

  /** What is held back, by whom, and what to do, in one line; for a topic with held records. */
  public String explain(String topic) {
    return "%,d offsets of %s are held back by %s: its producer must commit or abort, or end it with kafka-transactions abort"
        .formatted(
            held,
            topic,
            transactions.isEmpty()
                ? "a transaction that has just ended or can't be seen"
                : String.join("; ", transactions));
  }
}
