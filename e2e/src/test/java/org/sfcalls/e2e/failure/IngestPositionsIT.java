package org.sfcalls.e2e.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CreatedTopics;
import org.sfcalls.e2e.fixtures.CommandResult;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.e2e.fixtures.TopicContents;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;
import org.sfcalls.schemas.Outcome;
import org.sfcalls.schemas.Topics;

/** Where raw records are, where ingest goes on, and what it says when they are not there. */
@Tag("failure")
class IngestPositionsIT {
  private static final int PARTITIONS = 4;
  private static final int CALLS = 200;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static int environments;

  @TempDir private Path folder;
  private final List<IngestProcess> started = new ArrayList<>();
  private Servers servers;
  private Topics topics;

  /** Chooses the partition and the key that the call of an id is sent with. */
  private interface Producer {
    ProducerRecord<byte[], byte[]> record(int id, byte[] value);
  }

  @BeforeEach
  void create() throws Exception {
    servers = Servers.shared();
    topics = Topics.withPrefix("positions" + environments++);
    servers.create(topics, PARTITIONS);
  }

  @AfterEach
  void end() throws Exception {
    started.forEach(IngestProcess::close);
    servers.deleteTopics(topics);
  }

  @Test
  void aRepeatIsARepeatWhateverPartitionItsProducerChose() throws Exception {
    IngestProcess ingest = ingest().awaitReady();
    send(0, CALLS, this::byKafkasPartitioner);
    send(0, CALLS, this::byCrc32);
    send(0, CALLS, this::withQuotedKey);
    send(0, CALLS, (id, value) -> new ProducerRecord<>(topics.raw(), id % PARTITIONS, null, value));

    awaitLedger(Map.of(Outcome.CLEAN, (long) CALLS, Outcome.REPEATED, 3L * CALLS));
    assertThat(TopicContents.of(servers.bootstrap(), topics.clean())).hasSize(CALLS);
    assertThat(ingest.get("/metrics").body())
        .contains("sfcalls_ingest_repartitioned_records_total");
  }

  @Test
  void recordsThatAreGoneBeforeTheyWereReadStopItUntilTheUserSaysOtherwise() throws Exception {
    IngestProcess first = ingest().awaitReady();
    send(0, CALLS, this::byKafkasPartitioner);
    awaitLedger(Map.of(Outcome.CLEAN, (long) CALLS));
    first.terminate();
    assertThat(first.exitCode()).isEqualTo(143);
    send(1_000, CALLS, this::byKafkasPartitioner);
    long gone = deleteOneFurtherRecordOfEachPartition();
    send(2_000, CALLS, this::byKafkasPartitioner);

    CommandResult refused = CommandResult.ofIngest(arguments());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains(gone + " records were deleted before ingest read them")
        .contains(topics.raw() + "-0: ")
        .contains("--skip-deleted");
    assertThat(ledger()).isEqualTo(Map.of(Outcome.CLEAN, (long) CALLS));

    ingest("--skip-deleted").awaitReady();
    awaitLedger(Map.of(Outcome.CLEAN, 3L * CALLS - gone, Outcome.LOST, gone));

    started.get(1).terminate();
    assertThat(started.get(1).exitCode()).isEqualTo(143);
    ingest().awaitReady();
    send(3_000, 1, this::byKafkasPartitioner);
    awaitLedger(Map.of(Outcome.CLEAN, 3L * CALLS - gone + 1, Outcome.LOST, gone));
  }

  @Test
  void recordsThatAreDeletedUnderWayAreNotPassedOver() throws Exception {
    ingest().awaitReady();
    started.get(0).suspend();
    // The broker answers the fetch under way with what comes before its end, after half a second.
    Thread.sleep(1_000);
    send(0, CALLS, this::byKafkasPartitioner);
    deleteOneFurtherRecordOfEachPartition();
    started.get(0).resume();

    assertThat(started.get(0).exitCode()).isEqualTo(1);
    assertThat(started.get(0).output()).contains("records were deleted before they were read");
    assertThat(ledger()).isEmpty();
  }

  @Test
  void partitionsThatWereAddedAreNoticedAndRead() throws Exception {
    IngestProcess first = ingest().awaitReady();
    send(0, CALLS, this::byKafkasPartitioner);
    awaitLedger(Map.of(Outcome.CLEAN, (long) CALLS));
    try (Admin admin = servers.admin()) {
      admin
          .createPartitions(Map.of(topics.raw(), NewPartitions.increaseTo(PARTITIONS + 2)))
          .all()
          .get();
    }

    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.output())
        .contains("the raw topic got more partitions while ingest ran; nothing is lost")
        .contains("start ingest again");

    ingest().awaitReady();
    // The same calls again, and most of them on other partitions now.
    send(0, CALLS, this::byKafkasPartitioner);
    send(1_000, CALLS, this::byKafkasPartitioner);
    awaitLedger(Map.of(Outcome.CLEAN, 2L * CALLS, Outcome.REPEATED, (long) CALLS));
  }

  @Test
  void fewerPartitionsThanTheStateHasAreRefused() throws Exception {
    IngestProcess first = ingest().awaitReady();
    send(0, CALLS, this::byKafkasPartitioner);
    awaitLedger(Map.of(Outcome.CLEAN, (long) CALLS));
    first.terminate();
    assertThat(first.exitCode()).isEqualTo(143);
    recreate(topics.raw(), 1);
    recreate(topics.repartitioned(), 1);

    CommandResult refused = CommandResult.ofIngest(arguments());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("topic " + topics.raw() + " has 1 partitions, but the state of")
        .contains("was made for 4")
        .contains("another --application-id");
  }

  @Test
  void aTopicThatWasMadeAnewOrAPositionThatIsForgottenIsNotReadFromItsBeginning() throws Exception {
    IngestProcess first = ingest().awaitReady();
    send(0, CALLS, this::byKafkasPartitioner);
    awaitLedger(Map.of(Outcome.CLEAN, (long) CALLS));
    first.terminate();
    assertThat(first.exitCode()).isEqualTo(143);
    try (Admin admin = servers.admin()) {
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  admin
                      .deleteConsumerGroupOffsets(
                          topics.ingestGroup(), Set.of(new TopicPartition(topics.raw(), 0)))
                      .all()
                      .get());
    }
    assertThat(CommandResult.ofIngest(arguments()).err())
        .contains("the broker no longer has the position of group " + topics.ingestGroup())
        .contains("would count calls again");

    // With a topic the broker deletes what groups have read of it.
    recreate(topics.raw(), PARTITIONS);
    send(1_000, CALLS, this::byKafkasPartitioner);
    assertThat(CommandResult.ofIngest(arguments()).err())
        .contains("the broker no longer has the position of group " + topics.ingestGroup());
    assertThat(ledger()).isEqualTo(Map.of(Outcome.CLEAN, (long) CALLS));
  }

  @Test
  void aRecordOfAnyTimestampGoesThrough() throws Exception {
    ingest().awaitReady();
    long now = System.currentTimeMillis();
    long[] times = {
      now + Duration.ofHours(8).toMillis(), now - Duration.ofDays(400).toMillis(), now * 1000, 0
    };
    send(
        0,
        times.length,
        (id, value) ->
            new ProducerRecord<>(topics.raw(), null, times[id % times.length], key(id), value));

    awaitLedger(Map.of(Outcome.CLEAN, (long) times.length));
    assertThat(TopicContents.of(servers.bootstrap(), topics.clean()))
        .extracting(ConsumerRecord::timestamp)
        .containsExactlyInAnyOrder(Arrays.stream(times).boxed().toArray(Long[]::new));
  }

  private ProducerRecord<byte[], byte[]> byKafkasPartitioner(int id, byte[] value) {
    return new ProducerRecord<>(topics.raw(), key(id), value);
  }

  private ProducerRecord<byte[], byte[]> byCrc32(int id, byte[] value) {
    CRC32 sum = new CRC32();
    sum.update(key(id));
    return new ProducerRecord<>(topics.raw(), (int) (sum.getValue() % PARTITIONS), key(id), value);
  }

  private ProducerRecord<byte[], byte[]> withQuotedKey(int id, byte[] value) {
    return new ProducerRecord<>(
        topics.raw(), ('"' + new String(key(id), UTF_8) + '"').getBytes(UTF_8), value);
  }

  private static byte[] key(int id) {
    return Integer.toString(180_000_000 + id).getBytes(UTF_8);
  }

  /** Sends calls with the ids {@code first} and on; returns when the broker has them all. */
  private void send(int first, int calls, Producer way) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.bootstrap(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int id = first; id < first + calls; id++) {
        sent.add(producer.send(way.record(id, call(id))));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static byte[] call(int id) {
    return """
    {"crime_id":"%s","original_crime_type_name":"Traffic Stop","report_date":"2018-12-31T00:00:00.000",\
    "call_date":"2018-12-31T00:00:00.000","offense_date":"2018-12-31T00:00:00.000","call_time":"12:00",\
    "call_date_time":"2018-12-31T12:00:00.000","disposition":"HAN","address":"","city":"","state":"",\
    "agency_id":"1","address_type":"","common_location":""}"""
        .formatted(new String(key(id), UTF_8))
        .getBytes(UTF_8);
  }

  /**
   * Deletes what each partition holds up to a record after those that ingest has read.
   *
   * @return how many of the deleted records ingest had not read
   */
  private long deleteOneFurtherRecordOfEachPartition() throws Exception {
    try (Admin admin = servers.admin()) {
      var committed =
          admin
              .listConsumerGroupOffsets(topics.ingestGroup())
              .partitionsToOffsetAndMetadata()
              .get();
      Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
      IntStream.range(0, PARTITIONS)
          .mapToObj(partition -> new TopicPartition(topics.raw(), partition))
          .forEach(
              partition ->
                  before.put(
                      partition,
                      RecordsToDelete.beforeOffset(committed.get(partition).offset() + 1)));
      admin.deleteRecords(before).all().get();
      return before.size();
    }
  }

  private void recreate(String topic, int partitions) throws Exception {
    NewTopic anew = new NewTopic(topic, partitions, (short) 1);
    try (Admin admin = servers.admin()) {
      admin.deleteTopics(List.of(topic)).all().get();
      await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(topic));
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .untilAsserted(() -> admin.createTopics(List.of(anew)).all().get());
      await().atMost(LIMIT).until(() -> CreatedTopics.takeRecords(admin, List.of(anew)));
    }
  }

  private void awaitLedger(Map<Outcome, Long> expected) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(ledger()).isEqualTo(expected));
  }

  /** Records by outcome. */
  private Map<Outcome, Long> ledger() {
    Map<LedgerKey, Long> newest = new HashMap<>();
    try (AvroReader avro = new AvroReader(servers.registryUrl())) {
      for (ConsumerRecord<byte[], byte[]> entry :
          TopicContents.of(servers.bootstrap(), topics.ledger())) {
        newest.put(
            avro.key(topics.ledger(), entry.key(), LedgerKey.class),
            avro.value(topics.ledger(), entry.value(), LedgerCount.class).getCount());
      }
    }
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    newest.forEach((key, count) -> sums.merge(key.getOutcome(), count, Long::sum));
    return sums;
  }

  private IngestProcess ingest(String... more) throws Exception {
    IngestProcess process = IngestProcess.start(folder, Map.of(), List.of(), arguments(more));
    started.add(process);
    return process;
  }

  private String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "ingest",
                "--http=127.0.0.1:0",
                "--topic-prefix=" + topics.prefix(),
                "--bootstrap=" + servers.bootstrap(),
                "--registry=" + servers.registryUrl(),
                "--state-dir=" + folder.resolve("state")));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
