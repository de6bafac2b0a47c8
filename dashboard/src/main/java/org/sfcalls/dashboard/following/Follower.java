package org.sfcalls.dashboard.following;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.KafkaFault;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics from where the store stands and puts what they say into it, a few times a second
 * while little comes and in large transactions while much does. It has no consumer group: the store
 * itself says where to go on, so that nothing is stored twice or left out.
 *
 * <p>Of calls.raw and calls.clean it only counts the committed records, in the same transactions:
 * offsets do not say how many there are, because transactions take some and aborted records have
 * some. Keys and values of these are dropped where they leave the fetched batch.
 */
public final class Follower implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  /** What came within this time goes into one transaction. */
  private static final Duration GATHER = Duration.ofMillis(150);

  private static final Duration POLL = Duration.ofMillis(500);

  /** How often it looks whether a topic got more partitions. */
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A transaction of so many records takes less than a second. */
  private static final int MOST_RECORDS = 40_000;

  /** So many records take about 40 MB that only a renewal frees. */
  private static final int RENEW_AFTER = 1_500_000;

  private final Store store;
  private final Topics topics;
  private final AvroReader avro;
  private final RecordReader reader;
  private final KafkaConnection kafka;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Listener listener;
  private int sinceRenewal;
  private long assignedAt;
  private volatile boolean stopping;
  private volatile Map<TopicPartition, Long> positions;
  private volatile Instant lastAppliedAt;
  private volatile String failure;
  private volatile String registryFault;

  /** Takes what was stored. */
  public interface Listener {
    /**
     * @param changes what was stored just now; empty when only the positions moved
     */
    void stored(List<Change> changes);
  }

  /**
   * @param avro closed with this
   */
  public Follower(
      Store store, Topics topics, KafkaConnection kafka, AvroReader avro, Listener listener) {
    this.store = store;
    this.topics = topics;
    this.kafka = kafka;
    this.avro = avro;
    this.listener = listener;
    this.reader = new RecordReader(topics, avro);
    this.positions = store.positions();
    this.consumer =
        new KafkaConsumer<>(
            kafka.settings(
                Map.of(
                    ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                    "read_committed",
                    ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                    (int) LOOK_FOR_PARTITIONS.toMillis(),
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    // A position that is not there any more must be told, not passed over.
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "none",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    10_000,
                    ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                    4 * 1024 * 1024,
                    ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                    512 * 1024)),
            new UnlessCounted(),
            new UnlessCounted());
  }

  /** The topics that it reads. */
  public static List<String> topics(Topics topics) {
    return List.of(
        topics.counts(),
        topics.late(),
        topics.rejected(),
        topics.ledger(),
        topics.progress(),
        topics.raw(),
        topics.clean());
  }

  /** The topic of which only the records are counted; null of any other. */
  private Change.Source counted(String topic) {
    return topic.equals(topics.raw())
        ? Change.Source.RAW
        : topic.equals(topics.clean()) ? Change.Source.CLEAN : null;
  }

  /** The bytes, but of records that are only counted. */
  private final class UnlessCounted implements Deserializer<byte[]> {
    @Override
    public byte[] deserialize(String topic, byte[] bytes) {
      return counted(topic) == null ? bytes : null;
    }

    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer bytes) {
      return counted(topic) == null ? Utils.toNullableArray(bytes) : null;
    }
  }

  /** Reads until it is closed or fails for good. */
  @Override
  public void run() {
    try (consumer;
        avro) {
      assign();
      while (!stopping) {
        step();
      }
    } catch (WakeupException e) {
      // Closing; what was polled and not stored is read again at the next start.
      LOG.debug("woken up");
    } catch (OffsetOutOfRangeException e) {
      fail(
          "the broker no longer has what comes after the stored offsets ("
              + e.offsetOutOfRangePartitions()
              + "): the topics were made anew; start the dashboard with --rebuild",
          e);
    } catch (KafkaException e) {
      fail(KafkaFault.explain(kafka, e).orElse("Kafka's client failed: " + KafkaFault.root(e)), e);
    } catch (RuntimeException e) {
      fail("the dashboard can't go on: " + e.getMessage(), e);
    }
  }

  private void fail(String message, Exception e) {
    failure = message;
    LOG.error("{}", message, e);
    listener.stored(List.of());
  }

  /** Reads all partitions that there are now; a topic may get more while this runs. */
  private void assign() {
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : topics(topics)) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    assignedAt = System.nanoTime();
    if (partitions.equals(consumer.assignment())) {
      return;
    }
    consumer.assign(partitions);
    List<TopicPartition> fresh = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Long next = positions.get(partition);
      if (next == null) {
        fresh.add(partition);
      } else {
        consumer.seek(partition, next);
      }
    }
    if (!fresh.isEmpty()) {
      consumer.seekToBeginning(fresh);
    }
  }

  private void step() {
    if (System.nanoTime() - assignedAt > LOOK_FOR_PARTITIONS.toNanos()) {
      assign();
    }
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<Change.Source, Long> read = new EnumMap<>(Change.Source.class);
    take(consumer.poll(POLL), records, read);
    long deadline = System.nanoTime() + GATHER.toNanos();
    while (!(records.isEmpty() && read.isEmpty()) && records.size() < MOST_RECORDS) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative()) {
        break;
      }
      take(consumer.poll(left), records, read);
    }
    Map<TopicPartition, Long> now = new HashMap<>();
    consumer.assignment().forEach(partition -> now.put(partition, consumer.position(partition)));
    if (records.isEmpty() && now.equals(positions)) {
      return;
    }
    List<Change> changes = new ArrayList<>(records.size() + read.size());
    read.forEach((source, more) -> changes.add(new Change.Read(source, more)));
    for (ConsumerRecord<byte[], byte[]> entry : records) {
      changes.add(patiently(entry));
      if (stopping) {
        return;
      }
    }
    store.apply(changes, now);
    sinceRenewal += changes.size();
    if (sinceRenewal >= RENEW_AFTER) {
      store.renew();
      sinceRenewal = 0;
    }
    positions = now;
    lastAppliedAt = Instant.now();
    listener.stored(changes);
  }

  private void take(
      ConsumerRecords<byte[], byte[]> polled,
      List<ConsumerRecord<byte[], byte[]>> records,
      Map<Change.Source, Long> read) {
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> some = polled.records(partition);
      Change.Source source = counted(partition.topic());
      if (source == null) {
        records.addAll(some);
      } else {
        read.merge(source, (long) some.size(), Long::sum);
      }
    }
  }

  /** Decodes, and waits for the registry where it must. */
  private Change patiently(ConsumerRecord<byte[], byte[]> entry) {
    while (true) {
      try {
        Change change = reader.read(entry);
        registryFault = null;
        return change;
      } catch (RecordReader.RegistryAway e) {
        if (registryFault == null) {
          LOG.warn("the schema registry gives no answer, trying again: {}", e.getMessage());
        }
        registryFault = "the schema registry gives no answer, trying again: " + e.getMessage();
        pause();
      }
      if (stopping) {
        throw new WakeupException();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  /** The offset to go on with, for each partition; empty before the first read. */
  Map<TopicPartition, Long> positions() {
    return positions;
  }

  /** When a change was stored last; null before the first since the start. */
  Instant lastAppliedAt() {
    return lastAppliedAt;
  }

  /** Why it ended; null while it reads. */
  String failure() {
    return failure;
  }

  /** What it waits for; null for nothing. */
  String registryFault() {
    return registryFault;
  }

  /** Lets go of everything, where {@link #run} was never called. */
  void discard() {
    consumer.close();
    avro.close();
  }

  /** Has {@link #run} end. */
  @Override
  public void close() {
    stopping = true;
    consumer.wakeup();
  }
}
