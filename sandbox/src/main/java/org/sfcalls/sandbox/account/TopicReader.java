package org.sfcalls.sandbox.account;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.Topics;

/** Reads the topics back, committed records only, from their beginning to their present end. */
public final class TopicReader {

  /** With nothing read for so long, the broker is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TopicReader() {}

  /**
   * Reads what the account needs. Calls that are under way are seen in part, so the account of a
   * moving pipeline does not balance.
   *
   * @param bootstrap where the broker answers
   * @param registryUrl base address of the registry's Confluent-compatible API
   * @param busiest how many of the busiest windows to find
   * @throws SandboxException when broker or registry do not answer, a topic is missing, or a record
   *     does not decode
   */
  public static Finding read(String bootstrap, String registryUrl, Topics topics, int busiest) {
    try (AvroReader avro = new AvroReader(registryUrl);
        KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap)) {
      Totals totals = new Totals(topics, avro);
      List<String> names =
          List.of(
              topics.raw(),
              topics.clean(),
              topics.rejected(),
              topics.ledger(),
              topics.counts(),
              topics.late());
      for (String name : names) {
        read(consumer, name, totals);
      }
      return new Finding(totals.figures(), totals.busiest(busiest));
    } catch (OutOfMemoryError e) {
      // What was gathered is garbage by now, so there is memory to say this with.
      throw SandboxException.failed(
          "the account needs more memory than the "
              + Runtime.getRuntime().maxMemory() / (1024 * 1024)
              + " MB that it may use, about 100 bytes for each window, type and disposition; set"
              + " SFCALLS_JAVA_OPTS=-Xmx4g or more",
          e);
    } catch (KafkaException e) {
      throw SandboxException.failed(
          "can't read the topics at " + bootstrap + ": " + messages(e), e);
    }
  }

  /** A consumer of committed records, without a group. */
  public static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            15_000,
            // The launcher's heap is small.
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            8 * 1024 * 1024),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static void read(Consumer<byte[], byte[]> consumer, String topic, Totals totals) {
    Collection<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw SandboxException.failed("there is no topic " + topic);
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    Set<TopicPartition> unread = new HashSet<>(partitions);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      unread.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      if (unread.isEmpty()) {
        return;
      }
      var records = consumer.poll(Duration.ofMillis(200));
      if (!records.isEmpty()) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw SandboxException.failed(
            "read nothing of " + unread + " for " + PATIENCE.toSeconds() + " s, and more is there");
      }
      for (ConsumerRecord<byte[], byte[]> entry : records) {
        // What came after the end was asked for belongs to the next account.
        if (entry.offset() < ends.get(new TopicPartition(topic, entry.partition()))) {
          totals.add(entry);
        }
      }
    }
  }

  /** The messages of an exception and its causes: Kafka's own often says only that it failed. */
  private static String messages(Throwable e) {
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(cause.getMessage());
    }
    return text.toString();
  }
}
