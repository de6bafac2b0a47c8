package org.sfcalls.sandbox.run;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.Topics;

/** Asks a running pipeline how far each tier has come. Not for use by several threads at once. */
final class PipelineWatch implements AutoCloseable {

  private final Topics topics;
  private final Admin admin;
  private final AvroReader avro;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<LedgerKey, Long> ledger = new HashMap<>();
  private final Map<Integer, Long> countedEnds = new HashMap<>();

  /** The last batch seen of each query: one that is run again must not count again. */
  private final Map<String, Long> lastBatches = new HashMap<>();

  private final List<TopicPartition> partitions;
  private long counted;
  private Instant watermark;
  private Instant lastEnd;

  PipelineWatch(String bootstrap, String registryUrl, Topics topics) {
    this.topics = topics;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    this.avro = new AvroReader(registryUrl);
    this.consumer =
        TopicReader.consumer(KafkaConnection.to(bootstrap), IsolationLevel.READ_COMMITTED);
    try {
      this.partitions = partitions();
      List<TopicPartition> news =
          List.of(new TopicPartition(topics.ledger(), 0), new TopicPartition(topics.progress(), 0));
      consumer.assign(news);
      consumer.seekToBeginning(news);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<TopicPartition> partitions() {
    Map<String, TopicDescription> found =
        get(admin.describeTopics(List.of(topics.raw(), topics.clean())).allTopicNames());
    return found.values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition())))
        .toList();
  }

  /** The present standing; empty where the broker did not answer in time. */
  Optional<Standing> look() {
    try {
      return Optional.of(ask());
    } catch (TimeoutException e) {
      // It was suspended or has too much to do; one that never answers again stands still.
      return Optional.empty();
    }
  }

  private Standing ask() {
    // Committed offsets before ends, counts before their ends: what is seen is never too far.
    Map<Integer, Long> ingested = ingested();
    readNews();
    Map<Integer, Long> counts = Map.copyOf(countedEnds);
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<Integer, Long> rawEnds = new HashMap<>();
    Map<Integer, Long> cleanEnds = new HashMap<>();
    get(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach(
            (partition, end) ->
                (partition.topic().equals(topics.raw()) ? rawEnds : cleanEnds)
                    .put(partition.partition(), end.offset()));
    long known = ledger.values().stream().mapToLong(Long::longValue).sum();
    long knownClean =
        ledger.entrySet().stream()
            .filter(entry -> entry.getKey().getOutcome() == Outcome.CLEAN)
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new Standing(
        rawEnds, ingested, cleanEnds, counts, known, knownClean, counted, watermark, lastEnd);
  }

  private Map<Integer, Long> ingested() {
    Map<Integer, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(topics.ingestGroup()).partitionsToOffsetAndMetadata());
    committed.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topics.raw()) && offset != null) {
            offsets.put(partition.partition(), offset.offset());
          }
        });
    return offsets;
  }

  private void readNews() {
    for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(50))) {
      try {
        read(entry);
      } catch (SerializationException | ClassCastException e) {
        // A stranger's record does not end the run: the account counts it and names its place.
        if (AvroReader.isRegistryAway(e)) {
          throw e;
        }
      }
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> entry) {
    if (entry.value() == null) {
      return;
    }
    if (entry.topic().equals(topics.ledger())) {
      LedgerKey key = avro.key(entry.topic(), entry.key(), LedgerKey.class);
      ledger.put(key, avro.value(entry.topic(), entry.value(), LedgerCount.class).getCount());
    } else {
      add(avro.value(entry.topic(), entry.value(), BatchProgress.class));
    }
  }

  private void add(BatchProgress batch) {
    if (batch.getBatch() > lastBatches.getOrDefault(batch.getQuery(), -1L)) {
      lastBatches.put(batch.getQuery(), batch.getBatch());
      counted += batch.getCalls();
    }
    batch
        .getEndOffsets()
        .forEach((partition, end) -> countedEnds.put(Integer.valueOf(partition), end));
    if (batch.getWatermark() != null) {
      watermark = batch.getWatermark();
    }
    if (batch.getNewestEventTime() != null) {
      Instant end =
          CountedBy.of(batch)
              .orElse(CountedBy.DEFAULT)
              .windows()
              .lastEnd(batch.getNewestEventTime());
      lastEnd = lastEnd == null || end.isAfter(lastEnd) ? end : lastEnd;
    }
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException late) {
        throw late;
      }
      throw SandboxException.failed("the broker refused: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SandboxException.failed("interrupted", e);
    }
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
    avro.close();
  }
}
