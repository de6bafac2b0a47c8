package org.sfcalls.benchmarks.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.ingest.topology.ProcessingGuarantee;
import org.sfcalls.ingest.topology.StreamsSettings;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.schemas.Topics;

/**
 * The JVM in which one application runs, again and again and exactly once, so that it meets code
 * that is compiled already. Orders, of which the first two have the words {@code CALLS
 * APPLICATION-ID TOPIC-PREFIX THREADS} and perhaps {@code BATCH-BYTES LINGER-MS COMPRESSION}; the
 * id was never used before:
 *
 * <ul>
 *   <li>{@code drain}: runs it through the calls of the raw topic; answers with figures. The clock
 *       starts with the first records that it gets and stops when the offsets of all are committed,
 *       so starting up is not part of the time and the last transaction is;
 *   <li>{@code start}: starts it, and answers when it takes records;
 *   <li>{@code stop}: stops it.
 * </ul>
 */
final class ApplicationMain {
  private static final long WATCH_MS = 20;

  /** Between questions for the committed offsets: the clock's step. */
  private static final long ASK_MS = 5;

  /** Without a new record, a commit or partitions for so long, a run has failed. */
  private static final long PATIENCE_SECONDS = 60;

  private final Application application;
  private final String bootstrap;
  private final String registryUrl;
  private final Path state;
  private KafkaStreams running;
  private Topics topics;
  private Run run;

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
        boolean inTime = run.started.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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

  private String drain(String[] words) throws Exception {
    start(words);
    try (Admin admin = Admin.create(KafkaConnection.to(bootstrap).settings(Map.of()))) {
      long records = Long.parseLong(words[1]);
      // Asking for offsets while records come would take time from the application.
      await("got", WATCH_MS, records, run.delivered::get);
      long end = await("committed", ASK_MS, records, () -> committed(admin, words[2]));
      return "nanos=%d cpu_nanos=%d resident_bytes=%d"
          .formatted(
              end - run.firstAt.get(),
              Orders.cpuNanos() - run.cpuAtFirst,
              ResidentMemory.resident(ProcessHandle.current().pid()).orElse(0));
    } finally {
      stop();
    }
  }

  private void start(String[] words) {
    topics = Topics.withPrefix(words[3]);
    KafkaConnection kafka =
        words.length == 5
            ? KafkaConnection.to(bootstrap)
            : new KafkaConnection(
                bootstrap,
                Map.of(
                    ProducerConfig.BATCH_SIZE_CONFIG, words[5],
                    ProducerConfig.LINGER_MS_CONFIG, words[6],
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, words[7]));
    StreamsSettings settings =
        new StreamsSettings(
            words[2],
            state,
            Integer.parseInt(words[4]),
            ProcessingGuarantee.EXACTLY_ONCE_V2,
            kafka);
    Run starting = new Run();
    run = starting;
    running =
        new KafkaStreams(
            application.topology(topics, registryUrl, settings), settings.properties(), starting);
    running.setUncaughtExceptionHandler(
        e -> {
          starting.failure.compareAndSet(null, e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    running.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING || now.hasStartedOrFinishedShuttingDown()) {
            starting.started.countDown();
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
    if (run.failure.get() != null) {
      throw new IllegalStateException(
          "the application stopped: " + run.failure.get(), run.failure.get());
    }
  }

  /** Waits until so many records are done; returns when, as {@link System#nanoTime()} counts. */
  private long await(String what, long stepMs, long records, Callable<Long> done) throws Exception {
    long seen = 0;
    long seenAt = System.nanoTime();
    while (true) {
      long count = done.call();
      long now = System.nanoTime();
      if (count >= records) {
        return now;
      }
      requireHealth();
      if (count > seen) {
        seen = count;
        seenAt = now;
      } else if (now - seenAt > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new IllegalStateException(
            "the application %s %d of %d records, and then nothing for %d s"
                .formatted(what, seen, records, PATIENCE_SECONDS));
      }
      Thread.sleep(stepMs);
    }
  }

  private long committed(Admin admin, String id) throws Exception {
    return admin
        .listConsumerGroupOffsets(id)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(partition -> partition.getKey().topic().equals(topics.raw()))
        .mapToLong(partition -> partition.getValue().offset())
        .sum();
  }

  /**
   * One start of the application. As the source of its clients, it notes when the application gets
   * its first records, and how many it has got: the only thing that a measured application has in
   * addition to its own. It looks once at each batch of up to 5,000 records.
   */
  private static final class Run extends DefaultKafkaClientSupplier {
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Those that a rebalance gave again count again. */
    private final AtomicLong delivered = new AtomicLong();

    /** Nanoseconds of {@link System#nanoTime()}; 0 before the first record. */
    private final AtomicLong firstAt = new AtomicLong();

    /** Nanoseconds of processor time that this JVM had used then. */
    private volatile long cpuAtFirst;

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
          ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
          if (!records.isEmpty() && firstAt.compareAndSet(0, System.nanoTime())) {
            cpuAtFirst = Orders.cpuNanos();
          }
          delivered.addAndGet(records.count());
          return records;
        }
      };
    }
  }
}
