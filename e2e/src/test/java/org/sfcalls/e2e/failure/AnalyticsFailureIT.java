package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.AnalyticsTopics;
import org.sfcalls.e2e.fixtures.CleanCalls;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** The analytics job with something amiss at its start, each told with its remedy. */
@Tag("failure")
class AnalyticsFailureIT {
  private static final Topics TOPICS = Topics.withPrefix("analytics-failure");
  private static final String CLEAN_SUBJECT = Topics.valueSubject(TOPICS.clean());
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int PARTITIONS = 2;
  private static final String PASSWORD = "analytics-secret-4711";
  private static final String WRONG_PASSWORD = "wrong-secret-4712";

  private static final String ROCKS =
      "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

  private static Servers servers;

  @TempDir private Path folder;
  private final List<AnalyticsProcess> started = new ArrayList<>();

  @BeforeAll
  static void startServers() throws Exception {
    servers = Servers.shared();
    servers.addUser("analytics", PASSWORD);
    registry().register(TOPICS.subjects());
  }

  /** No test sees another's records. */
  @BeforeEach
  void emptyTopics() throws Exception {
    servers.deleteTopics(TOPICS);
    servers.createTopics(TOPICS, PARTITIONS);
  }

  @AfterEach
  void endEverythingAndLookForSecrets() {
    started.forEach(AnalyticsProcess::close);
    for (AnalyticsProcess process : started) {
      assertThat(process.output()).doesNotContain(PASSWORD, WRONG_PASSWORD);
    }
  }

  @Test
  void givesUpOnARegistryOrABrokerThatStaysAway() throws Exception {
    String url = "http://127.0.0.1:" + freePort() + "/apis/ccompat/v7";
    String bootstrap = "127.0.0.1:" + freePort();
    AnalyticsProcess noRegistry = job("--registry", url, "--registry-wait", "1s");
    AnalyticsProcess noBroker = job("--bootstrap", bootstrap, "--broker-wait", "1s");
    assertFails(
        noRegistry,
        "the schema registry at " + url + " does not answer",
        "is it running, and is --registry right? --registry-wait waits longer");
    assertFails(noBroker, "no broker answers at " + bootstrap, "--broker-wait waits longer");
  }

  @Test
  void namesASubjectThatIsAbsentOrCanNotBeRead() throws Exception {
    Registry registry = registry();
    String counts = Topics.valueSubject(TOPICS.counts());
    try {
      registry.client().deleteSubject(counts);
      assertFails(job(), counts, "./sfcalls schemas register");
    } finally {
      registry().register(counts, TOPICS.subjects().get(counts));
    }
    try {
      registry.client().deleteSubject(CLEAN_SUBJECT);
      assertFails(job(), "no subject " + CLEAN_SUBJECT, "./sfcalls schemas register");

      registry.register(
          CLEAN_SUBJECT,
          SchemaBuilder.record(PoliceCall.getClassSchema().getFullName())
              .fields()
              .requiredString("disposition")
              .endRecord());
      assertFails(
          job(),
          "of subject " + CLEAN_SUBJECT + " can't be counted",
          "original_crime_type_name",
          "delete that version");
    } finally {
      registry.client().deleteSubject(CLEAN_SUBJECT);
      registry().register(CLEAN_SUBJECT, PoliceCall.getClassSchema());
    }
  }

  @Test
  void namesTopicsThatAreMissingOrNotCompacted() throws Exception {
    try (Admin admin = servers.admin()) {
      ConfigResource counts = new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.counts());
      admin
          .incrementalAlterConfigs(
              Map.of(
                  counts,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
          .all()
          .get();
      assertFails(
          job(),
          "topic " + TOPICS.counts() + " has cleanup.policy=delete, and must have",
          "kafka-configs --alter --topic " + TOPICS.counts(),
          "--add-config cleanup.policy=compact");

      admin.deleteTopics(List.of(TOPICS.late(), TOPICS.progress())).all().get();
      assertFails(
          job(),
          "has no topic "
              + TOPICS.late()
              + ", "
              + TOPICS.progress()
              + ": './sfcalls topics create'");
    }
  }

  @Test
  void countsOnASecuredBrokerWithPasswordAndRights() throws Exception {
    AnalyticsProcess withoutPassword = secured(WRONG_PASSWORD);
    AnalyticsProcess withoutRights = secured(PASSWORD);
    assertFails(
        withoutPassword,
        "refused the user's name or password",
        "--kafka.properties or the environment");
    assertFails(
        withoutRights,
        "refuses this user the right Read on topic " + TOPICS.clean(),
        "kafka-acls --add --allow-principal User:NAME --operation Read --topic " + TOPICS.clean());

    try (Admin admin = servers.admin()) {
      // As spark-analytics/README.md says.
      List<AclBinding> rights = new ArrayList<>();
      rights.add(right(TOPICS.clean(), AclOperation.READ));
      for (String topic :
          List.of(TOPICS.counts(), TOPICS.late(), TOPICS.rejected(), TOPICS.progress())) {
        rights.add(right(topic, AclOperation.WRITE));
      }
      admin.createAcls(rights).all().get();
    }
    send(50);
    AnalyticsProcess job = secured(PASSWORD);
    awaitCounted(job, 50);
  }

  @Test
  void continuesOnlyTheSameQueryOnTheSameRecords() throws Exception {
    send(100);
    AnalyticsProcess first = job();
    awaitCounted(first, 100);
    first.terminate();
    assertThat(first.exitCode()).as(first.output()).isEqualTo(143);
    assertThat(first.output()).contains("stopped: ", " 100 calls in, 0 late, 0 undecodable");

    // Together, as each takes a start of Spark's submit.
    AnalyticsProcess anotherQuery =
        job(
            Map.of(),
            Map.of("spark.sql.shuffle.partitions", "7"),
            servers.bootstrap(),
            "--window",
            "20m",
            "--group-by",
            "type");
    AnalyticsProcess anotherStore =
        job(Map.of("spark.sql.streaming.stateStore.providerClass", ROCKS));
    Path other = Files.createDirectories(folder.resolve("other/state")).getParent();
    AnalyticsProcess noCheckpoint = job("--reset", "--checkpoint", other.toString());
    assertFails(
        anotherQuery,
        "is of another query",
        "--window was 10m and is now 20m",
        "--group-by was type,disposition and is now type",
        "spark.sql.shuffle.partitions was 2 and is now 7",
        "name another --checkpoint, or give --reset");
    assertFails(anotherStore, "keeps its state in another way", "is now " + ROCKS, "--reset");
    assertFails(noCheckpoint, "--reset deletes nothing in " + other, "check --checkpoint");
    assertThat(other.resolve("state")).exists();

    try (Admin admin = servers.admin()) {
      send(100);
      long next = endOfPartition0(admin);
      admin
          .deleteRecords(
              Map.of(new TopicPartition(TOPICS.clean(), 0), RecordsToDelete.beforeOffset(next)))
          .all()
          .get();
      assertFails(
          job(),
          "of partition 0 of " + TOPICS.clean() + ", and the first record that is still there is",
          "were deleted (retention) before they were counted",
          "--reset");
    }

    servers.deleteTopics(TOPICS);
    servers.createTopics(TOPICS, PARTITIONS);
    assertFails(
        job(), "topic " + TOPICS.clean() + " was deleted and created again since", "--reset");

    send(70);
    Path kept = Files.writeString(checkpoint().resolve("notes.txt"), "mine");
    AnalyticsProcess last =
        job("--reset", "--window", "20m", "--slide", "10m", "--group-by", "type");
    awaitCounted(last, 70);
    assertThat(kept).exists();
    assertThat(written().counts().keySet())
        .allSatisfy(
            key -> {
              assertThat(key.getOriginalCrimeTypeName()).startsWith("Type ");
              assertThat(key.getDisposition()).isEqualTo("*");
              assertThat(Duration.between(key.getWindowStart(), key.getWindowEnd()))
                  .isEqualTo(Duration.ofMinutes(20));
            });

    servers.deleteTopics(TOPICS);
    assertFails(last, "has no topic " + TOPICS.clean());
  }

  private static Registry registry() {
    return new Registry(servers.registryUrl());
  }

  private Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  private AnalyticsProcess job(String... arguments) throws IOException {
    return job(Map.of(), Map.of(), servers.bootstrap(), arguments);
  }

  private AnalyticsProcess job(Map<String, String> spark) throws IOException {
    return job(Map.of(), spark, servers.bootstrap());
  }

  /** With the credentials in the environment, where nobody sees them. */
  private AnalyticsProcess secured(String password) throws IOException {
    return job(
        Map.of(
            "SFCALLS_KAFKA_SECURITY_PROTOCOL",
            "SASL_PLAINTEXT",
            "SFCALLS_KAFKA_SASL_MECHANISM",
            "SCRAM-SHA-512",
            "SFCALLS_KAFKA_SASL_JAAS_CONFIG",
            "org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"analytics\" password=\""
                + password
                + "\";"),
        Map.of(),
        servers.securedBootstrap());
  }

  private AnalyticsProcess job(
      Map<String, String> environment,
      Map<String, String> spark,
      String bootstrap,
      String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>();
    List<String> given = Arrays.asList(arguments);
    Map.of(
            "--bootstrap",
            bootstrap,
            "--registry",
            servers.registryUrl(),
            "--topic-prefix",
            TOPICS.prefix(),
            "--checkpoint",
            checkpoint().toString())
        .forEach(
            (option, value) -> {
              if (!given.contains(option)) {
                all.addAll(List.of(option, value));
              }
            });
    all.addAll(given);
    AnalyticsProcess job =
        AnalyticsProcess.start(folder, environment, spark, all.toArray(new String[0]));
    started.add(job);
    return job;
  }

  private static void assertFails(AnalyticsProcess job, String... messages) throws Exception {
    assertThat(job.exitCode()).as(job.output()).isEqualTo(1);
    assertThat(job.output().strip().lines().reduce((before, last) -> last).orElseThrow())
        .startsWith("sfcalls analytics: ")
        .contains(messages);
  }

  private static void awaitCounted(AnalyticsProcess job, int calls) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              assertThat(job.isAlive()).as(job.output()).isTrue();
              return written().counted() == 2L * calls;
            });
  }

  private static AnalyticsTopics written() {
    return new AnalyticsTopics(servers.bootstrap(), servers.registryUrl(), TOPICS);
  }

  private static void send(int calls) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      CleanCalls.records(CleanCalls.of(calls, new Random(calls)), servers.registryUrl(), TOPICS)
          .forEach(producer::send);
    }
  }

  /** Records of partition 0. */
  private static long endOfPartition0(Admin admin) throws Exception {
    TopicPartition partition = new TopicPartition(TOPICS.clean(), 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static AclBinding right(String topic, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:analytics", "*", operation, AclPermissionType.ALLOW));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
