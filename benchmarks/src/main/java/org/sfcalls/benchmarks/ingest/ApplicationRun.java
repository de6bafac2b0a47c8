package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.profile.CpuRecording;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.schemas.Topics;

/**
 * Runs an application over the whole raw topic. The clock starts with the first records that it
 * gets and stops when the offsets of all are committed, so starting up is not part of the time and
 * the last transaction is.
 */
record ApplicationRun(
    Variant variant,
    Mode mode,
    KafkaConnection kafka,
    String registryUrl,
    Topics topics,
    int threads,
    Path stateFolder) {

  /** Between looks at how far it is, while records still come. */
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
   * @param recording where samples of the processor time go, from the first records on
   * @throws IllegalStateException when the application fails or stands still
   */
  Measured toTheEnd(String applicationId, Optional<Path> recording)
      throws ExecutionException, InterruptedException, IOException {
    CpuRecording sampling = recording.isPresent() ? new CpuRecording(recording.get()) : null;
    DeliveredRecords.reset();
    try (RunningApplication application = start(applicationId);
        Admin admin = Admin.create(kafka.settings(Map.of()))) {
      Map<TopicPartition, Long> ends = ends(admin);
      awaitDelivery(1, application);
      if (sampling != null) {
        sampling.start();
      }
      awaitDelivery(ends.values().stream().mapToLong(Long::longValue).sum(), application);
      long end = awaitCommit(admin, applicationId, ends, application);
      Measured measured =
          new Measured(
              end - DeliveredRecords.firstAt(),
              DeliveredRecords.cpu() - DeliveredRecords.cpuAtFirst(),
              ResidentMemory.resident(ProcessHandle.current().pid()).orElse(0));
      if (sampling != null) {
        sampling.stop();
      }
      return measured;
    }
  }

  /** Starts the application under an id that was never used before. */
  RunningApplication start(String applicationId) {
    return RunningApplication.start(variant.topology(topics, registryUrl), settings(applicationId));
  }

  private Properties settings(String applicationId) {
    Properties settings = ApplicationSettings.of(applicationId, stateFolder, threads, mode, kafka);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        DeliveredRecords.class.getName());
    return settings;
  }

  private Map<TopicPartition, Long> ends(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        admin
            .describeTopics(List.of(topics.raw()))
            .topicNameValues()
            .get(topics.raw())
            .get()
            .partitions()
            .stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topics.raw(), partition.partition()),
                    partition -> OffsetSpec.latest()));
    return admin.listOffsets(latest).all().get().entrySet().stream()
        .filter(end -> end.getValue().offset() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, end -> offset(end.getValue())));
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
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

  /** Waits until every offset is committed, and tells when that was. */
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
