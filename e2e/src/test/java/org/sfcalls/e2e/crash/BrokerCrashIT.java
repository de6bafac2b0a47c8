package org.sfcalls.e2e.crash;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.schemas.Topics;

/**
 * What everything else here stands on: a broker that was killed comes back and ends each
 * transaction that it had begun to end. A transaction that stays open in a partition holds back
 * whoever reads its committed records, for ever (KAFKA-20734).
 */
@Tag("crash")
class BrokerCrashIT {
  private static final String TOPIC = Topics.withPrefix("calls").raw();
  private static final int PARTITIONS = 32;
  private static final int PRODUCERS = 8;

  /** A broker that has the fault leaves transactions open after nearly each. */
  private static final int KILLS = 4;

  private static final Duration TRANSACTION = Duration.ofSeconds(1);

  /**
   * What brings about in each kill what else takes luck: the broker ends the transactions that it
   * finds open as soon as it is back, before the controller lets it in.
   */
  private static final List<String> HASTE =
      List.of(
          "transaction.abort.timed.out.transaction.cleanup.interval.ms=200",
          "broker.heartbeat.interval.ms=500",
          "broker.session.timeout.ms=5000");

  /** Its start, the end of the transactions that were left open, and patience. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Random random = new Random();

  /** The logs stay there when the test fails. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void aBrokerThatIsKilledWhileTransactionsEndLeavesNoneOpen() throws Exception {
    try (CrashingPipeline pipeline =
            new CrashingPipeline(folder.resolve("data"), Topics.withPrefix("calls"), PARTITIONS);
        Admin admin =
            Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, pipeline.bootstrap()))) {
      // From its first new start on.
      Files.write(
          folder.resolve("data").resolve("broker.properties"), HASTE, StandardOpenOption.APPEND);
      for (int kill = 1; kill <= KILLS; kill++) {
        long enough =
            total(ends(admin, IsolationLevel.READ_COMMITTED)) + 1_000 + random.nextInt(500);
        try (Committers committers = new Committers(pipeline.bootstrap())) {
          Awaitility.await("transactions are committed")
              .atMost(LIMIT)
              .pollInterval(Duration.ofMillis(20))
              .until(() -> total(ends(admin, IsolationLevel.READ_COMMITTED)) > enough);
          pipeline.kill(CrashingPipeline.BROKER);
        }
        pipeline.start(CrashingPipeline.BROKER);
        Awaitility.await("no transaction is open after kill " + kill)
            .atMost(LIMIT)
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(
                () ->
                    assertThat(ends(admin, IsolationLevel.READ_COMMITTED))
                        .as("where the committed records end, and all records")
                        .isEqualTo(ends(admin, IsolationLevel.READ_UNCOMMITTED)));
      }
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel of) throws Exception {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
            .collect(toMap(Function.identity(), partition -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new TreeMap<>(Comparator.comparing(TopicPartition::partition));
    admin
        .listOffsets(asked, new ListOffsetsOptions(of))
        .all()
        .get()
        .forEach((partition, found) -> ends.put(partition, found.offset()));
    return ends;
  }

  private static long total(Map<TopicPartition, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Producers that commit one small transaction after the other, until closed or in vain. */
  private static final class Committers implements AutoCloseable {
    private final List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Committers(String bootstrap) {
      for (int i = 0; i < PRODUCERS; i++) {
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrap,
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "committer-" + i,
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    (int) TRANSACTION.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producers.add(producer);
        Thread thread = new Thread(() -> commit(producer), "committer-" + i);
        threads.add(thread);
        thread.start();
      }
    }

    private static void commit(KafkaProducer<byte[], byte[]> producer) {
      try {
        producer.initTransactions();
        while (true) {
          producer.beginTransaction();
          for (int partition = 0; partition < PARTITIONS; partition++) {
            producer.send(
                new ProducerRecord<>(TOPIC, partition, null, new byte[10]),
                (sent, failure) -> {
                  // The commit tells of it.
                });
          }
          producer.commitTransaction();
        }
      } catch (KafkaException | IllegalStateException e) {
        // Closed, as the broker is gone.
      }
    }

    @Override
    public void close() throws InterruptedException {
      producers.forEach(producer -> producer.close(Duration.ZERO));
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
