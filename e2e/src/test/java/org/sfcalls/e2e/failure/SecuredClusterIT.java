package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.Servers;

/**
 * The ingest program against a broker that wants SASL/SCRAM and grants rights one by one, and a
 * registry that wants a name and a password.
 */
@Tag("failure")
class SecuredClusterIT {
  private static final String PASSWORD = "ingests-secret-4711";
  private static final String STRANGERS_PASSWORD = "strangers-secret-4712";
  private static final String WRONG_PASSWORD = "wrong-secret-4713";
  private static final String REGISTRY_PASSWORD = "registrys-secret-4714";

  private static Servers servers;
  private static RegistryGate gate;

  @TempDir private Path folder;
  private final List<IngestProcess> started = new ArrayList<>();

  @BeforeAll
  static void startServers() throws Exception {
    servers = Servers.shared();
    servers.addUser("ingest", PASSWORD);
    servers.addUser("stranger", STRANGERS_PASSWORD);
    servers.create(Servers.TOPICS, 2);
    gate = new RegistryGate(0, servers.registryUrl(), "reader:" + REGISTRY_PASSWORD);
    try (Admin admin = servers.admin()) {
      // As ingest-streams/README.md says; and the right to send and to look, for replay and
      // consume.
      List<AclBinding> rights = new ArrayList<>();
      rights.add(right(ResourceType.TOPIC, "calls.raw", PatternType.LITERAL, AclOperation.READ));
      rights.add(right(ResourceType.TOPIC, "calls.raw", PatternType.LITERAL, AclOperation.WRITE));
      rights.add(
          right(ResourceType.TOPIC, "calls.repartitioned", PatternType.LITERAL, AclOperation.READ));
      for (String topic :
          List.of("calls.repartitioned", "calls.clean", "calls.rejected", "calls.ledger")) {
        rights.add(right(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.WRITE));
      }
      // For account, which reads every topic.
      for (String topic : List.of("clean", "rejected", "ledger", "counts", "late", "progress")) {
        rights.add(
            right(ResourceType.TOPIC, "calls." + topic, PatternType.LITERAL, AclOperation.READ));
      }
      rights.add(
          right(ResourceType.TOPIC, "sfcalls-ingest-", PatternType.PREFIXED, AclOperation.ALL));
      rights.add(
          right(ResourceType.GROUP, "sfcalls-ingest", PatternType.LITERAL, AclOperation.READ));
      // For replay --final; Read on calls.clean is above.
      rights.add(
          right(ResourceType.GROUP, "sfcalls-input-ended", PatternType.LITERAL, AclOperation.READ));
      rights.add(
          right(
              ResourceType.TRANSACTIONAL_ID,
              "sfcalls-ingest-",
              PatternType.PREFIXED,
              AclOperation.WRITE));
      admin.createAcls(rights).all().get();
    }
  }

  @AfterAll
  static void closeGate() {
    gate.close();
  }

  @AfterEach
  void endEverythingAndLookForSecrets() {
    started.forEach(IngestProcess::close);
    for (IngestProcess process : started) {
      assertThat(process.output())
          .doesNotContain(PASSWORD, STRANGERS_PASSWORD, WRONG_PASSWORD, REGISTRY_PASSWORD);
    }
  }

  @Test
  void ingestReplayAndConsumeWorkWithCredentialsFromAFileOrTheEnvironment() throws Exception {
    IngestProcess ingest =
        start(environment("ingest", PASSWORD), loggingEverything(), ingest()).awaitReady();
    IngestProcess replay =
        start(
            Map.of(),
            List.of(),
            "replay",
            "--bootstrap",
            servers.securedBootstrap(),
            "--kafka.properties",
            file("ingest", PASSWORD).toString(),
            "--generate",
            "50",
            "--seed",
            "7",
            "--final");
    assertThat(replay.exitCode()).as(replay.output()).isZero();
    assertThat(committed("sfcalls-input-ended")).isGreaterThanOrEqualTo(50);
    Map<String, String> environment = new LinkedHashMap<>(environment("ingest", PASSWORD));
    environment.put("SFCALLS_REGISTRY", gate.url());
    IngestProcess consume =
        start(
            environment,
            loggingEverything(),
            "consume",
            "calls.clean",
            "--from-beginning",
            "--max",
            "50",
            "--json",
            "--bootstrap",
            servers.securedBootstrap());
    assertThat(consume.exitCode()).as(consume.output()).isZero();
    assertThat(consume.output()).contains("\"disposition\"");
    // That the search for secrets saw the dumps of settings.
    assertThat(ingest.output()).contains("sasl.jaas.config = [hidden]");
  }

  /** How far a group has come on all partitions together. */
  private static long committed(String group) throws Exception {
    try (Admin admin = servers.admin()) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  @Test
  void accountReadsTheTopicsOfASecuredCluster() throws Exception {
    Map<String, String> registry = new LinkedHashMap<>(environment("ingest", PASSWORD));
    registry.keySet().removeIf(name -> name.startsWith("SFCALLS_KAFKA_"));
    registry.put("SFCALLS_REGISTRY", gate.url());
    registry.put("SFCALLS_BOOTSTRAP", servers.securedBootstrap());
    IngestProcess account =
        start(
            registry,
            List.of(),
            "account",
            "--kafka.properties",
            file("ingest", PASSWORD).toString(),
            "--json");
    // Nobody counts windows here, so it may not balance; it is about the reading.
    assertThat(account.exitCode()).as(account.output()).isBetween(0, 1);
    assertThat(account.output())
        .contains("\"balanced\" :", "\"check\" : \"raw = clean + rejected + repeated\"");

    IngestProcess stranger =
        start(
            environment("stranger", STRANGERS_PASSWORD),
            List.of(),
            "account",
            "--bootstrap",
            servers.securedBootstrap(),
            "--registry",
            gate.url());
    assertThat(stranger.exitCode()).as(stranger.output()).isEqualTo(1);
    assertThat(stranger.output().lines().filter(line -> !line.startsWith("NOTE: ")))
        .singleElement()
        .asString()
        .startsWith("sfcalls account: ")
        .contains("refuses this user the right Read on topic ", "kafka-acls --add");
  }

  @Test
  void aWrongPasswordIsToldAtOnce() throws Exception {
    for (String[] command :
        List.of(
            ingest(),
            new String[] {"replay", "--bootstrap", servers.securedBootstrap(), "--generate", "5"},
            new String[] {"consume", "calls.clean", "--bootstrap", servers.securedBootstrap()})) {
      start(environment("ingest", WRONG_PASSWORD), List.of(), withDebug(command));
    }
    for (IngestProcess process : started) {
      assertThat(process.exitCode()).as(process.output()).isEqualTo(1);
      assertThat(process.output())
          .contains(
              "refused the user's name or password", "sasl.jaas.config", "--kafka.properties");
    }
  }

  @Test
  void aWrongPasswordOfTheRegistryIsToldAtOnce() throws Exception {
    Map<String, String> environment = new LinkedHashMap<>(environment("ingest", PASSWORD));
    environment.put("SFCALLS_REGISTRY_BASIC_AUTH_USER_INFO", "reader:" + WRONG_PASSWORD);
    IngestProcess ingest = start(environment, loggingEverything(), withDebug(ingest()));
    assertThat(ingest.exitCode()).as(ingest.output()).isEqualTo(1);
    assertThat(ingest.output())
        .contains(gate.url(), "the user's name or password is wrong", "basic.auth.user.info");
  }

  @Test
  void aRightThatIsLackingIsNamedWithTheCommandThatGrantsIt() throws Exception {
    assertStrangerLacks("right Read on topic calls.raw", "--topic calls.raw");

    grantStranger(ResourceType.TOPIC, "calls.raw", PatternType.LITERAL, AclOperation.READ);
    grantStranger(
        ResourceType.TOPIC, "calls.repartitioned", PatternType.LITERAL, AclOperation.READ);
    for (String topic :
        List.of("calls.repartitioned", "calls.clean", "calls.rejected", "calls.ledger")) {
      grantStranger(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.WRITE);
    }
    grantStranger(ResourceType.TOPIC, "stranger-", PatternType.PREFIXED, AclOperation.ALL);
    assertStrangerLacks("right Read on group stranger", "--group stranger");

    grantStranger(ResourceType.GROUP, "stranger", PatternType.LITERAL, AclOperation.READ);
    String id = "--transactional-id stranger- --resource-pattern-type prefixed";
    assertStrangerLacks("right Write on transactional-id stranger-", id);

    // Now the question before the start is answered, and the producer is refused.
    grantStranger(
        ResourceType.TRANSACTIONAL_ID, "stranger-", PatternType.PREFIXED, AclOperation.DESCRIBE);
    assertStrangerLacks("right Write on transactional-id stranger-", id);
  }

  private void assertStrangerLacks(String right, String remedy) throws Exception {
    List<String> command = new ArrayList<>(List.of(ingest()));
    command.addAll(List.of("--application-id", "stranger"));
    IngestProcess ingest =
        start(
            environment("stranger", STRANGERS_PASSWORD),
            List.of(),
            withDebug(command.toArray(String[]::new)));
    assertThat(ingest.exitCode()).as(ingest.output()).isEqualTo(1);
    assertThat(ingest.output().lines().filter(line -> line.startsWith("sfcalls ingest: ")))
        .singleElement()
        .asString()
        .contains("refuses this user the " + right, "kafka-acls --add")
        .endsWith(remedy);
  }

  private static void grantStranger(
      ResourceType type, String name, PatternType pattern, AclOperation operation)
      throws Exception {
    try (Admin admin = servers.admin()) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(type, name, pattern), entry("stranger", operation))))
          .all()
          .get();
    }
  }

  private IngestProcess start(
      Map<String, String> environment, List<String> options, String... arguments)
      throws IOException {
    IngestProcess process = IngestProcess.start(folder, environment, options, arguments);
    started.add(process);
    return process;
  }

  private String[] ingest() throws IOException {
    return new String[] {
      "ingest",
      "--bootstrap",
      servers.securedBootstrap(),
      "--registry",
      gate.url(),
      "--state-dir",
      Files.createTempDirectory(folder, "state").toString(),
      "--http",
      "127.0.0.1:0"
    };
  }

  private static String[] withDebug(String[] command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--debug");
    return all.toArray(String[]::new);
  }

  /** Options of a JVM that logs all that its libraries have to tell. */
  private List<String> loggingEverything() throws IOException {
    Path logging =
        Files.writeString(
            folder.resolve("logback.xml"),
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%level %logger %msg%n</pattern></encoder>
              </appender>
              <root level="DEBUG"><appender-ref ref="out"/></root>
            </configuration>
            """);
    return List.of("-Dlogback.configurationFile=" + logging);
  }

  private static Map<String, String> environment(String user, String password) {
    return Map.of(
        "SFCALLS_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
        "SFCALLS_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512",
        "SFCALLS_KAFKA_SASL_JAAS_CONFIG", jaas(user, password),
        "SFCALLS_REGISTRY_BASIC_AUTH_CREDENTIALS_SOURCE", "USER_INFO",
        "SFCALLS_REGISTRY_BASIC_AUTH_USER_INFO", "reader:" + REGISTRY_PASSWORD);
  }

  private Path file(String user, String password) throws IOException {
    return Files.writeString(
        folder.resolve("client.properties"),
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=SCRAM-SHA-512
        sasl.jaas.config=%s
        """
            .formatted(jaas(user, password)));
  }

  private static String jaas(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  private static AclBinding right(
      ResourceType type, String name, PatternType pattern, AclOperation operation) {
    return new AclBinding(new ResourcePattern(type, name, pattern), entry("ingest", operation));
  }

  private static AccessControlEntry entry(String user, AclOperation operation) {
    return new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW);
  }
}
