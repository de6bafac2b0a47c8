package org.sfcalls.e2e.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.CommandResult;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** The ingest tier with its parts missing, failing and coming back. */
@Tag("failure")
class IngestFailureIT {
  private static final Topics TOPICS = Servers.TOPICS;
  private static final String CLEAN_SUBJECT = Topics.valueSubject(TOPICS.clean());
  private static final int PARTITIONS = 2;

  @TempDir private static Path shared;
  private static Servers servers;

  @TempDir private Path folder;
  private final List<IngestProcess> started = new ArrayList<>();
  private int application;

  @BeforeAll
  static void startServers() throws Exception {
    servers = new Servers(shared, Map.of()).start();
    registry().register(TOPICS.subjects());
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  /** No test sees another's records or state. */
  @BeforeEach
  void emptyBroker() throws Exception {
    try (Admin admin = servers.admin()) {
      admin.deleteTopics(admin.listTopics().names().get()).all().get();
      await().until(() -> admin.listTopics().names().get().isEmpty());
    }
    servers.createTopics(TOPICS, PARTITIONS);
  }

  @AfterEach
  void endEverything() {
    started.forEach(IngestProcess::close);
  }

  @Test
  void waitsForARegistryAndRunsOnWithoutIt() throws Exception {
    int port = freePort();
    IngestProcess ingest = ingest("--registry", "http://127.0.0.1:" + port + "/apis/ccompat/v7");
    ingest.awaitOutput("does not answer").awaitOutput("; waiting, up to");
    assertThat(ingest.status("/health/live")).isEqualTo(200);
    assertThat(ingest.status("/health/ready")).isEqualTo(503);
    assertThat(ingest.get("/health/ready").body()).isEqualTo("STARTING\n");

    RegistryGate gate = new RegistryGate(port, servers.registryUrl(), null);
    ingest.awaitReady();
    gate.close();

    send(100, 300);
    awaitClean(300);
    assertThat(ingest.get("/metrics").body())
        .contains("sfcalls_ingest_lag_records{partition=\"0\"}")
        .contains("sfcalls_ingest_lag_records{partition=\"1\"}")
        .contains("sfcalls_ingest_records_total{outcome=\"clean\"")
        .contains("sfcalls_ingest_latency_seconds_bucket")
        .contains("kafka_stream_")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void givesUpOnARegistryThatStaysAway() throws Exception {
    String url = "http://127.0.0.1:" + freePort() + "/apis/ccompat/v7";
    assertFails(
        ingest("--registry", url, "--registry-wait", "1s"),
        "the schema registry at " + url + " does not answer",
        "; waited ",
        "is it running, and is --registry right? --registry-wait waits longer");
  }

  @Test
  void givesUpOnARegistryThatListensAndSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      assertRefuses(
          arguments(
              "--registry",
              "http://127.0.0.1:" + silent.getLocalPort(),
              "--registry-wait=1s",
              "--registry.property=http.read.timeout.ms=300"),
          "does not answer",
          "Read timed out");
    }
  }

  @Test
  void namesASubjectThatIsAbsentOrHoldsAnotherSchema() throws Exception {
    Registry registry = registry();
    try {
      registry.client().deleteSubject(CLEAN_SUBJECT);
      assertRefuses(arguments(), CLEAN_SUBJECT, "./sfcalls schemas register");

      registry.register(
          Map.of(CLEAN_SUBJECT, TOPICS.subjects().get(Topics.keySubject(TOPICS.ledger()))));
      assertRefuses(
          arguments(), CLEAN_SUBJECT, "the subject holds other schemas than this program's");
    } finally {
      registry.client().deleteSubject(CLEAN_SUBJECT);
      registry().register(Map.of(CLEAN_SUBJECT, PoliceCall.getClassSchema()));
    }
  }

  @Test
  void namesAnAddressThatIsNoRegistry() throws Exception {
    assertRefuses(
        arguments("--registry", servers.registryUrl().replace("ccompat/v7", "nothing")),
        "does --registry end in the base path");
  }

  @Test
  void givesUpOnABrokerThatStaysAway() throws Exception {
    String bootstrap = "127.0.0.1:" + freePort();
    assertRefuses(
        arguments("--bootstrap", bootstrap, "--broker-wait", "1s"),
        "no broker answers at " + bootstrap,
        "--broker-wait waits longer");
  }

  @Test
  void namesTopicsThatAreMissingOrDividedOtherwise() throws Exception {
    try (Admin admin = servers.admin()) {
      admin.deleteTopics(List.of(TOPICS.ledger(), TOPICS.rejected())).all().get();
      assertRefuses(
          arguments(), "has no topic calls.rejected, calls.ledger: './sfcalls topics create'");

      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPICS.rejected(), 1, (short) 1),
                  new NewTopic(TOPICS.ledger(), 3, (short) 1)))
          .all()
          .get();
      assertRefuses(arguments(), "topic calls.ledger has 3 partitions, but must have 1");
    }
  }

  @Test
  void namesAStateFolderOrAPortThatItCanNotHave() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertRefuses(
        arguments("--state-dir", file.toString()), "the state folder " + file, "can't be written");

    IngestProcess first = ingest().awaitOutput("health and metrics at");
    application--;
    assertRefuses(arguments(), "another instance of", "uses the state folder", "--state-dir");

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertRefuses(arguments("--http", address), "--http can't listen on " + address);
    }
    assertThat(first.isAlive()).isTrue();
  }

  @Test
  void aBrokerAwayLongerThanEveryTimeoutCostsNoRecord() throws Exception {
    IngestProcess ingest =
        ingest(
                "--kafka.property=session.timeout.ms=6000",
                "--kafka.property=max.block.ms=3000",
                "--kafka.property=request.timeout.ms=2000",
                "--kafka.property=delivery.timeout.ms=3000",
                "--kafka.property=default.api.timeout.ms=3000",
                "--kafka.property=task.timeout.ms=5000")
            .awaitReady();
    send(1_000, 2_000);
    servers.killBroker();
    try {
      long down = System.nanoTime();
      await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                assertThat(ingest.status("/health/live")).as(ingest.output()).isEqualTo(200);
                return Duration.ofNanos(System.nanoTime() - down).toSeconds() >= 12;
              });
    } finally {
      servers.startBroker();
    }
    send(10_000, 2_000);
    awaitClean(4_000);
    // One thread may have caught up while the other is still being replaced.
    ingest.awaitReady();
    assertThat(ingest.get("/metrics").body()).contains("sfcalls_ingest_replaced_threads_total");
    assertThat(count(TOPICS.rejected())).isZero();
  }

  @Test
  void sigtermEndsItWithTrafficAndWithoutABroker() throws Exception {
    IngestProcess ingest = ingest().awaitReady();
    send(1_000, 3_000);
    Duration withTraffic = timeToTerminate(ingest);
    assertThat(withTraffic).isLessThan(Duration.ofSeconds(10));
    assertThat(ingest.output()).contains("IngestCommand - closed; ");

    application--;
    IngestProcess next = ingest().awaitReady();
    // At once, for the one before has left the group.
    awaitClean(3_000);
    servers.killBroker();
    try {
      assertThat(timeToTerminate(next)).isLessThan(Duration.ofSeconds(10));
    } finally {
      servers.startBroker();
    }
  }

  @Test
  void aRecordThatTheBrokerDoesNotTakeStopsItAndIsNotLost() throws Exception {
    limitRejected(100_000);
    IngestProcess ingest = ingest("--kafka.property=session.timeout.ms=6000").awaitReady();
    assertThat(ingest.output()).contains("a larger invalid record would stop ingest");
    send(1, 10);
    byte[] noise = new byte[150_000];
    new Random(7).nextBytes(noise);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(TOPICS.raw(), 0, null, noise)).get();
    }
    send(11, 10);
    assertFails(
        ingest,
        "topic calls.rejected did not accept a record",
        "The request included a message larger than the max message size",
        "nothing is lost",
        "kafka-configs --alter --topic calls.rejected --add-config max.message.bytes=N");

    limitRejected(1_000_000);
    application--;
    ingest().awaitReady();
    awaitClean(20);
    await().atMost(Duration.ofSeconds(30)).until(() -> count(TOPICS.rejected()) == 1);
  }

  @Test
  void aRawTopicThatIsDeletedEndsIt() throws Exception {
    IngestProcess ingest = ingest("--kafka.property=metadata.max.age.ms=1000").awaitReady();
    try (Admin admin = servers.admin()) {
      admin.deleteTopics(List.of(TOPICS.raw())).all().get();
    }
    assertFails(ingest, "the raw topic was deleted while ingest ran");
  }

  private static Duration timeToTerminate(IngestProcess ingest) throws InterruptedException {
    long start = System.nanoTime();
    ingest.terminate();
    assertThat(ingest.exitCode()).isEqualTo(143);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("ended after SIGTERM within " + taken.toMillis() + " ms");
    return taken;
  }

  /** Starts an instance with an application id and a state folder of its own. */
  private IngestProcess ingest(String... more) throws IOException {
    IngestProcess process = IngestProcess.start(folder, Map.of(), List.of(), arguments(more));
    started.add(process);
    return process;
  }

  private String[] arguments(String... more) {
    application++;
    String id = "ingest-" + getClass().getSimpleName() + "-" + folder.getFileName() + application;
    List<String> arguments =
        new ArrayList<>(List.of("ingest", "--http", "127.0.0.1:0", "--application-id", id));
    List<String> given = List.of(more);
    defaults(arguments, given, "--bootstrap", servers.bootstrap());
    defaults(arguments, given, "--registry", servers.registryUrl());
    defaults(arguments, given, "--state-dir", folder.resolve("state-" + application).toString());
    if (given.contains("--http")) {
      arguments.subList(1, 3).clear();
    }
    arguments.addAll(given);
    return arguments.toArray(String[]::new);
  }

  private static void defaults(
      List<String> arguments, List<String> given, String option, String value) {
    if (!given.contains(option)) {
      arguments.addAll(List.of(option, value));
    }
  }

  private static void assertFails(IngestProcess process, String... message)
      throws InterruptedException {
    assertThat(process.exitCode()).as(process.output()).isEqualTo(1);
    String last = process.output().lines().reduce("", (before, line) -> line);
    assertThat(last).startsWith("sfcalls ingest: ").contains(message);
  }

  /** Gives up with this message, before it starts to process records. */
  private static void assertRefuses(String[] arguments, String... message) {
    CommandResult result = CommandResult.ofIngest(arguments);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
    assertThat(result.err().lines().reduce("", (before, line) -> line))
        .startsWith("sfcalls ingest: ")
        .contains(message);
  }

  private static Registry registry() {
    return new Registry(servers.registryUrl());
  }

  private static void limitRejected(int bytes) throws Exception {
    try (Admin admin = servers.admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.rejected()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  /** Sends calls with the ids {@code first} and on; returns when the broker has them all. */
  private static void send(int first, int calls) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int id = first; id < first + calls; id++) {
        byte[] key = Integer.toString(id).getBytes(UTF_8);
        sent.add(producer.send(new ProducerRecord<>(TOPICS.raw(), key, call(id))));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", servers.bootstrap(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static byte[] call(int id) {
    return """
    {"crime_id":"%d","original_crime_type_name":"Traffic Stop","report_date":"2018-12-31T00:00:00.000",\
    "call_date":"2018-12-31T00:00:00.000","offense_date":"2018-12-31T00:00:00.000","call_time":"12:00",\
    "call_date_time":"2018-12-31T12:00:00.000","disposition":"HAN","address":"","city":"","state":"",\
    "agency_id":"1","address_type":"","common_location":""}"""
        .formatted(id)
        .getBytes(UTF_8);
  }

  private static void awaitClean(long calls) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(count(TOPICS.clean())).isGreaterThanOrEqualTo(calls));
    assertThat(count(TOPICS.clean())).isEqualTo(calls);
  }

  /** Committed records of a topic. */
  private static long count(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long records = 0;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        records += consumer.poll(Duration.ofMillis(500)).count();
      }
      return records;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
