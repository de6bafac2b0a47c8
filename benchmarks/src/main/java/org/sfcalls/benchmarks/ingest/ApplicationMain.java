package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.benchmarks.topics.WholeTopic;
import org.sfcalls.ingest.topology.ProcessingGuarantee;
import org.sfcalls.ingest.topology.StreamsSettings;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which one application runs, again and again and exactly once, so that it meets code
 * that is compiled already. Orders, of which the first two have the words {@code APPLICATION-ID
 * TOPIC-PREFIX THREADS} and perhaps {@code BATCH-BYTES LINGER-MS COMPRESSION}; the id was never
 * used before:
 *
 * <ul>
 *   <li>{@code drain}: runs it to the end of the raw topic; answers with figures. The clock starts
 *       with the first records that it gets and stops when the offsets of all are committed, so
 *       starting up is not part of the time and the last transaction is;
 *   <li>{@code start}: starts it, and answers when it takes records;
 *   <li>{@code stop}: stops it.
 * </ul>
 */
final class ApplicationMain {
  private static final long WATCH_MS = 20;

  /**
   * Between questions for the committed offsets, once all records have come: the clock's step. It
   * asks only then, so that the asking takes no time from the application.
   */
  private static final long ASK_MS = 5;

  /** Without a new record, a commit or partitions for so long, a run has failed. */
  private static final long PATIENCE_SECONDS = 60;

  private final Application application;
  private final String bootstrap;
  private final String registryUrl;
  private final Path state;
  private KafkaStreams running;
  private Topics topics;
  private CountDownLatch started;
  private AtomicReference<Throwable> failure;

  private ApplicationMain(String[] arguments) {
    application = Application.valueOf(arguments[0]);
    bootstrap = arguments[1];
    registryUrl = arguments[2];
    state = Path.of(arguments[3]);
  }

  public static void main(String[] arguments) throws IOException {
    Orders.serve(new ApplicationMain(arguments)::carryOut);
  }

  private String carryOut(String order) throws Exception {
    String[] words = order.split(" ");
    switch (words[0]) {
      case "drain" -> {
        return drain(words);
      }
      case "start" -> {
        start(words);
        boolean inTime = started.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        requireHealth();
        if (!inTime) {
          throw new IllegalStateException(
              "the application has no partitions after " + PATIENCE_SECONDS + " s");
        }
      }
      case "stop" -> stop();
      default -> throw new IllegalArgumentException("there is no order " + words[0]);
    }
    return "";
  }

  private String drain(String[] words) throws ExecutionException, InterruptedException {
    DeliveredRecords.reset();
    start(words);
    try (Admin admin = Admin.create(KafkaConnection.to(bootstrap).settings(Map.of()))) {
      Map<TopicPartition, Long> ends = WholeTopic.ends(bootstrap, topics.raw());
      awaitDelivery(ends.values().stream().mapToLong(Long::longValue).sum());
      long end = awaitCommit(admin, words[1], ends);
      return "nanos=%d cpu_nanos=%d resident_bytes=%d"
          .formatted(
              end - DeliveredRecords.firstAt(),
              Orders.cpuNanos() - DeliveredRecords.cpuAtFirst(),
              ResidentMemory.resident(ProcessHandle.current().pid()).orElse(0));
    } finally {
      stop();
    }
  }

  private void start(String[] words) {
    topics = Topics.withPrefix(words[2]);
    KafkaConnection kafka =
        words.length == 4
            ? KafkaConnection.to(bootstrap)
            : new KafkaConnection(
                bootstrap,
                Map.of(
                    ProducerConfig.BATCH_SIZE_CONFIG, words[4],
                    ProducerConfig.LINGER_MS_CONFIG, words[5],
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, words[6]));
    Properties settings =
        new StreamsSettings(
                words[1],
                state,
                Integer.parseInt(words[3]),
                ProcessingGuarantee.EXACTLY_ONCE_V2,
                kafka)
            .properties();
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
        DeliveredRecords.class.getName());
    CountDownLatch starting = new CountDownLatch(1);
    AtomicReference<Throwable> failing = new AtomicReference<>();
    started = starting;
    failure = failing;
    running = new KafkaStreams(application.topology(topics, registryUrl), settings);
    running.setUncaughtExceptionHandler(
        e -> {
          failing.compareAndSet(null, e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    running.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING || now.hasStartedOrFinishedShuttingDown()) {
            starting.countDown();
          }
        });
    running.start();
  }

  private void stop() {
    // The group can be deleted only when its members have left it.
    running.close(
        CloseOptions.timeout(Duration.ofSeconds(30))
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    running.cleanUp();
  }

  private void requireHealth() {
    if (failure.get() != null) {
      throw new IllegalStateException("the application stopped: " + failure.get(), failure.get());
    }
  }

  private void awaitDelivery(long records) throws InterruptedException {
    long seen = 0;
    long seenAt = System.nanoTime();
    while (DeliveredRecords.delivered() < records) {
      long delivered = DeliveredRecords.delivered();
      if (delivered > seen) {
        seen = delivered;
        seenAt = System.nanoTime();
      }
      require(seenAt, "the application got %d of %d records".formatted(seen, records));
      Thread.sleep(WATCH_MS);
    }
  }

  private long awaitCommit(Admin admin, String id, Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get();
      long now = System.nanoTime();
      if (ends.entrySet().stream()
          .allMatch(
              end ->
                  committed.get(end.getKey()) != null
                      && committed.get(end.getKey()).offset() >= end.getValue())) {
        return now;
      }
      require(start, "the application got all records and committed " + committed);
      Thread.sleep(ASK_MS);
    }
  }

  private void require(long since, String standing) {
    requireHealth();
    if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      throw new IllegalStateException(
          standing + ", and then nothing for " + PATIENCE_SECONDS + " s");
    }
  }

  /**
   * Tells when an application got its first records, and how many it has got: the only thing that a
   * measured application has beside its own. It looks once at each batch of up to 5,000 records.
   *
   * <p>Kafka makes one for each consumer, so what they know is of the class. One run at a time.
   */
  public static final class DeliveredRecords implements ConsumerInterceptor<byte[], byte[]> {
    private static final AtomicLong DELIVERED = new AtomicLong();

    /** Nanoseconds of {@link System#nanoTime()}; 0 before the first record. */
    private static final AtomicLong FIRST_AT = new AtomicLong();

    private static final AtomicLong CPU_AT_FIRST = new AtomicLong();

    public DeliveredRecords() {}

    static void reset() {
      DELIVERED.set(0);
      FIRST_AT.set(0);
    }

    /** Records so far; those that a rebalance gave again count again. */
    static long delivered() {
      return DELIVERED.get();
    }

    /** When the first records came, as {@link System#nanoTime()} counts. */
    static long firstAt() {
      return FIRST_AT.get();
    }

    /** Nanoseconds of processor time that this JVM had used when the first records came. */
    static long cpuAtFirst() {
      return CPU_AT_FIRST.get();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      if (!records.isEmpty()) {
        if (FIRST_AT.get() == 0 && FIRST_AT.compareAndSet(0, System.nanoTime())) {
          CPU_AT_FIRST.set(Orders.cpuNanos());
        }
        DELIVERED.addAndGet(records.count());
      }
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
      // Transactions commit offsets without it.
    }

    @Override
    public void close() {
      // Holds nothing.
    }

    @Override
    public void configure(Map<String, ?> settings) {
      // Has no settings.
    }
  }
}
