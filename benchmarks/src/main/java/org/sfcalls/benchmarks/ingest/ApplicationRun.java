package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.topics.WholeTopic;
import org.sfcalls.ingest.topology.ProcessingGuarantee;
import org.sfcalls.ingest.topology.StreamsSettings;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.schemas.Topics;

/**
 * Runs an application over the whole raw topic, exactly once. The clock starts with the first
 * records that it gets and stops when the offsets of all are committed, so starting up is not part
 * of the time and the last transaction is.
 */
record ApplicationRun(
    Variant variant,
    KafkaConnection kafka,
    String registryUrl,
    Topics topics,
    int threads,
    Path stateFolder) {

  private static final long WATCH_MS = 20;

  /**
   * Between questions for the committed offsets, once all records have come: the clock's step. It
   * asks only then, so that the asking takes no time from the application.
   */
  private static final long ASK_MS = 5;

  /** Without a new record for so long, or so long over its last commit, a run has failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Runs the application once, from the beginning of the raw topic.
   *
   * @param applicationId one that was never used before
   */
  String toTheEnd(String applicationId) throws ExecutionException, InterruptedException {
    DeliveredRecords.reset();
    try (RunningApplication application = start(applicationId);
        Admin admin = Admin.create(kafka.settings(Map.of()))) {
      Map<TopicPartition, Long> ends = WholeTopic.ends(kafka.bootstrap(), topics.raw());
      awaitDelivery(ends.values().stream().mapToLong(Long::longValue).sum(), application);
      long end = awaitCommit(admin, applicationId, ends, application);
      return "nanos=%d cpu_nanos=%d resident_bytes=%d"
          .formatted(
              end - DeliveredRecords.firstAt(),
              DeliveredRecords.cpu() - DeliveredRecords.cpuAtFirst(),
              ResidentMemory.resident(ProcessHandle.current().pid()).orElse(0));
    }
  }

  /** Starts the application under an id that was never used before. */
  RunningApplication start(String applicationId) {
    return RunningApplication.start(variant.topology(topics, registryUrl), settings(applicationId));
  }

  private Properties settings(String applicationId) {
    Properties settings =
        new StreamsSettings(
                applicationId, stateFolder, threads, ProcessingGuarantee.EXACTLY_ONCE_V2, kafka)
            .properties();
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        DeliveredRecords.class.getName());
    return settings;
  }

  private static void awaitDelivery(long records, RunningApplication application)
      throws InterruptedException {
    long seen = 0;
    long seenAt = System.nanoTime();
    while (DeliveredRecords.delivered() < records) {
      application.requireHealth();
      long delivered = DeliveredRecords.delivered();
      if (delivered > seen) {
        seen = delivered;
        seenAt = System.nanoTime();
      }
      requirePatience(seenAt, "the application got %d of %d records".formatted(seen, records));
      Thread.sleep(WATCH_MS);
    }
  }

  /** Waits until every offset is committed, and returns when that was. */
  private static long awaitCommit(
      Admin admin,
      String applicationId,
      Map<TopicPartition, Long> ends,
      RunningApplication application)
      throws ExecutionException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata().get();
      long now = System.nanoTime();
      if (ends.entrySet().stream()
          .allMatch(
              end ->
                  committed.get(end.getKey()) != null
                      && committed.get(end.getKey()).offset() >= end.getValue())) {
        return now;
      }
      application.requireHealth();
      requirePatience(start, "the application got all records and committed " + committed);
      Thread.sleep(ASK_MS);
    }
  }

  private static void requirePatience(long since, String standing) {
    if (System.nanoTime() - since > PATIENCE.toNanos()) {
      throw new IllegalStateException(
          standing + ", and then nothing for " + PATIENCE.toSeconds() + " s");
    }
  }
}
