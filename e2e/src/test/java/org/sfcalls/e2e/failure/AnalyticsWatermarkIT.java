package org.sfcalls.e2e.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.e2e.fixtures.AnalyticsTopics;
import org.sfcalls.e2e.fixtures.CleanCalls;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

/**
 * A history is replayed at full speed, each partition in its order, one of them an hour of event
 * time behind the others: nothing is late. One watermark for all, as Spark has it, would make all
 * of that partition late. At the end of the history all windows are closed on request.
 */
@Tag("failure")
class AnalyticsWatermarkIT {
  private static final Topics TOPICS = Topics.withPrefix("analytics-watermark");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Instant NOON = Instant.parse("2018-06-01T12:00:00Z");

  /** Event time from one call of a partition to its next. */
  private static final Duration STEP = Duration.ofMinutes(1);

  private static final Duration BEHIND = Duration.ofHours(1);
  private static final int CALLS_OF_A_PARTITION = 400;

  private static Servers servers;
  private static RecordEncoder<PoliceCall> encoder;

  private final List<PoliceCall> calls = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeAll
  static void startServers() throws Exception {
    servers = Servers.shared();
    Registry registry = new Registry(servers.registryUrl());
    registry.register(TOPICS.subjects());
    encoder =
        new RecordEncoder<>(
            PoliceCall.class,
            registry.schemaId(Topics.valueSubject(TOPICS.clean()), PoliceCall.getClassSchema()));
  }

  @ParameterizedTest(name = "{0} partitions, {2} of them empty, {1} offsets a trigger")
  @CsvSource({"4, 1000, 0", "12, 200, 2"})
  @Timeout(300)
  void nothingInOrderIsLateWithAPartitionAnHourBehind(
      int partitions, int offsetsPerTrigger, int empty) throws Exception {
    servers.deleteTopics(TOPICS);
    servers.createTopics(TOPICS, partitions);
    int filled = partitions - empty;
    AnalyticsTopics written =
        new AnalyticsTopics(servers.bootstrap(), servers.registryUrl(), TOPICS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      int minute = 0;
      while (minute < CALLS_OF_A_PARTITION) {
        sendRound(producer, filled, minute++);
      }
      producer.flush();
      try (AnalyticsProcess job =
          AnalyticsProcess.start(
              folder,
              Map.of(),
              Map.of(),
              "--bootstrap",
              servers.bootstrap(),
              "--registry",
              servers.registryUrl(),
              "--topic-prefix",
              TOPICS.prefix(),
              "--checkpoint",
              folder.resolve("checkpoint").toString(),
              "--max-offsets-per-trigger",
              Integer.toString(offsetsPerTrigger),
              // The empty partitions hold the watermark for so long.
              "--idle-after",
              "1s")) {
        written.awaitCounted(2L * calls.size(), LIMIT);

        assertThat(written.late()).isZero();
        assertThat(written.counts()).isEqualTo(CleanCalls.counted(calls));

        // The watermark does move, past partitions that have no calls while others have some; and
        // what comes then with the first call's time is late.
        Instant first = NOON.minus(BEHIND);
        Instant firstIsClosed = first.plus(Duration.ofMinutes(10));
        Instant giveUp = Instant.now().plus(LIMIT);
        while (written.watermark().filter(firstIsClosed::isBefore).isEmpty()) {
          assertThat(Instant.now()).as(job.output()).isBefore(giveUp);
          sendRound(producer, filled, minute++);
          written.awaitCounted(2L * calls.size(), LIMIT);
        }
        assertThat(written.late()).isZero();
        send(producer, filled - 1, first);
        await().atMost(LIMIT).until(() -> written.late() == 2);
        assertThat(written.counted()).isEqualTo(2L * (calls.size() - 1));

        // What holds the last windows open is passed over once the input is said to have ended.
        Instant lastEnd = WindowSpec.DEFAULT.lastEnd(NOON.plus(STEP.multipliedBy(minute - 1L)));
        assertThat(written.watermark().orElseThrow()).isBefore(lastEnd);
        sayThatTheInputHasEnded();
        await().atMost(LIMIT).until(() -> !written.watermark().orElseThrow().isBefore(lastEnd));
        assertThat(written.late()).isEqualTo(2);
        job.terminate();
        assertThat(job.exitCode()).as(job.output()).isEqualTo(143);
      }
    }
  }

  /** Nothing is sent, and ingest has nothing to do. */
  private static void sayThatTheInputHasEnded() throws Exception {
    Process replay =
        Launcher.ofCommand(
                "replay",
                "--input=/dev/null",
                "--final",
                "--bootstrap=" + servers.bootstrap(),
                "--topic-prefix=" + TOPICS.prefix())
            .inheritIO()
            .start();
    assertThat(replay.waitFor()).isZero();
  }

  /** A call for each partition that has some. */
  private void sendRound(KafkaProducer<byte[], byte[]> producer, int filled, int minute) {
    Instant at = NOON.plus(STEP.multipliedBy(minute));
    for (int partition = 0; partition < filled; partition++) {
      send(producer, partition, partition == 0 ? at.minus(BEHIND) : at);
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int partition, Instant at) {
    PoliceCall call = CleanCalls.call(calls.size(), "Type " + calls.size() % 7, "HAN", at);
    calls.add(call);
    producer.send(
        new ProducerRecord<>(
            TOPICS.clean(), partition, call.getCrimeId().getBytes(UTF_8), encoder.encode(call)));
  }
}
