package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.CommandResult;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.e2e.fixtures.TopicContents;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.Place;
import org.sfcalls.schemas.Topics;

/** {@code sfcalls schemas}, ingest and a real registry. The tests share the servers. */
@Tag("smoke")
class SchemasIT {
  private static final Topics TOPICS = Topics.withPrefix("schemas");
  private static final String SUBJECT = Topics.valueSubject(TOPICS.ledger());
  private static final Schema CONTRACT = LedgerCount.getClassSchema();
  private static final Schema COMPATIBLE = withField("'type': 'string', 'default': ''");
  private static final Schema INCOMPATIBLE = withField("'type': 'string'");

  @TempDir private static Path folder;
  private static Servers servers;
  private Registry registry;

  @BeforeAll
  static void startServers() throws Exception {
    servers = Servers.shared();
    servers.create(TOPICS, 1);
  }

  /** No test sees what another did to a subject. */
  @BeforeEach
  void registerEveryContractAnew() throws Exception {
    for (String subject : TOPICS.subjects().keySet()) {
      new Registry(servers.registryUrl()).client().deleteSubject(subject);
    }
    registry = new Registry(servers.registryUrl());
    registry.register(TOPICS.subjects());
  }

  @Test
  void registeringAgainChangesNothing() throws Exception {
    Map<String, List<Integer>> versions = versions();
    CommandResult check = schemas("check");
    assertThat(check.exitCode()).as(check.toString()).isZero();
    assertThat(check.err()).isEmpty();
    assertThat(check.out()).contains(TOPICS.subjects().keySet());

    CommandResult register = schemas("register", "--json");
    assertThat(register.exitCode()).as(register.toString()).isZero();
    assertThat(steps(register, "done"))
        .hasSameSizeAs(TOPICS.subjects().keySet())
        .allMatch(line -> line.endsWith("FULL_TRANSITIVE [\"nothing\"]"));
    assertThat(versions.values()).allSatisfy(each -> assertThat(each).hasSize(1));
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void theRegistryRefusesWhatWouldBreakAReader() throws Exception {
    List<Integer> first = registry.versions(SUBJECT);
    assertThatThrownBy(() -> registry.client().register(SUBJECT, new AvroSchema(INCOMPATIBLE)))
        .isInstanceOfSatisfying(
            RestClientException.class, refusal -> assertThat(refusal.getStatus()).isEqualTo(409));
    assertThat(registry.objections(SUBJECT, INCOMPATIBLE)).isNotEmpty();
    assertThat(registry.versions(SUBJECT)).isEqualTo(first);

    assertThat(registry.objections(SUBJECT, COMPATIBLE)).isEmpty();
    registry.client().register(SUBJECT, new AvroSchema(COMPATIBLE));
    assertThat(registry.versions(SUBJECT)).hasSize(2).containsAll(first);
    // Refused for the sake of the first version; the second has the field.
    assertThat(registry.objections(SUBJECT, INCOMPATIBLE)).isNotEmpty();
    assertThat(registry.place(SUBJECT, CONTRACT))
        .get()
        .extracting(Place::version)
        .isEqualTo(first.get(0));
    assertThat(schemas("check").exitCode()).isZero();
  }

  @Test
  void registerRestoresALevelAndASubject() throws Exception {
    registry.setCompatibility("schemas.clean-value", "NONE");
    registry.client().deleteSubject(SUBJECT);

    CommandResult check = schemas("check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern("schemas.clean-value .* NONE .* compatibility is not FULL_TRANSITIVE")
        .containsPattern("schemas.ledger-value .* not registered");
    assertThat(check.err())
        .isEqualTo(
            "sfcalls schemas check: 2 of "
                + TOPICS.subjects().size()
                + " subjects are wrong; './sfcalls schemas register' fixes them\n");

    CommandResult dryRun = schemas("register", "--dry-run", "--json");
    assertThat(dryRun.exitCode()).isZero();
    assertThat(steps(dryRun, "would do"))
        .contains(
            "schemas.clean-value NONE [\"set compatibility\"]",
            "schemas.ledger-value FULL_TRANSITIVE [\"register\"]");
    assertThat(schemas("check")).isEqualTo(check);

    CommandResult register = schemas("register", "--json");
    assertThat(register.exitCode()).isZero();
    assertThat(steps(register, "done"))
        .contains(
            "schemas.clean-value FULL_TRANSITIVE [\"set compatibility\"]",
            "schemas.ledger-value FULL_TRANSITIVE [\"register\"]");
    assertThat(schemas("check").exitCode()).isZero();
  }

  @Test
  void anIncompatibleVersionIsReportedAndNotRegisteredOver() throws Exception {
    int first = registry.versions(SUBJECT).get(0);
    registry.setCompatibility(SUBJECT, "NONE");
    registry.client().register(SUBJECT, new AvroSchema(INCOMPATIBLE));
    registry.client().deleteSchemaVersion(SUBJECT, Integer.toString(first));
    int second = first + 1;

    for (String command : List.of("check", "register")) {
      CommandResult outcome = schemas(command);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.out())
          .containsPattern("schemas.ledger-value .* INCOMPATIBLE")
          .contains(
              "version "
                  + second
                  + " can't read the program: READER_FIELD_MISSING_DEFAULT_VALUE"
                  + " at /fields/1 (added)");
      assertThat(outcome.err()).contains("1 of ", "delete it in the registry", "to a new topic");
    }
    assertThat(registry.versions(SUBJECT)).containsExactly(second);
    assertThat(registry.compatibility(SUBJECT)).contains("NONE");
  }

  @Test
  void ingestWritesTheSameBytesWithConfluentsSerializer() throws Exception {
    Map<String, List<Integer>> versions = versions();
    Process replay =
        Launcher.ofCommand(
                "replay",
                "--topic-prefix",
                TOPICS.prefix(),
                "--bootstrap",
                servers.bootstrap(),
                "--input",
                Launcher.HOME.resolve("data/sample-calls.ndjson.gz").toString())
            .inheritIO()
            .start();
    assertThat(replay.waitFor()).isZero();

    int raw = TopicContents.of(servers.bootstrap(), TOPICS.raw()).size();
    ingest("direct", raw);
    List<Clean> direct = clean();
    ingest("confluent", raw);
    List<Clean> both = clean();

    assertThat(direct).hasSizeGreaterThan(19_000);
    assertThat(both.subList(direct.size(), both.size())).isEqualTo(direct);
    assertThat(versions()).isEqualTo(versions);
  }

  private record Clean(ByteBuffer key, ByteBuffer value) {}

  /** In the order of the raw topic, as all topics have one partition. */
  private static List<Clean> clean() {
    return TopicContents.of(servers.bootstrap(), TOPICS.clean()).stream()
        .map(call -> new Clean(ByteBuffer.wrap(call.key()), ByteBuffer.wrap(call.value())))
        .toList();
  }

  /** Runs ingest over all of the raw topic. */
  private static void ingest(String serializer, long raw) throws Exception {
    Path log = folder.resolve(serializer + ".log");
    Process ingest =
        Launcher.ofCommand(
                "ingest",
                "--topic-prefix",
                TOPICS.prefix(),
                "--serializer",
                serializer,
                "--application-id",
                serializer,
                "--state-dir",
                folder.resolve(serializer).toString(),
                "--bootstrap",
                servers.bootstrap(),
                "--registry",
                servers.registryUrl(),
                "--http",
                "off")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    TopicPartition partition = new TopicPartition(TOPICS.raw(), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                assertThat(ingest.isAlive()).as(Files.readString(log)).isTrue();
                OffsetAndMetadata committed =
                    admin
                        .listConsumerGroupOffsets(serializer)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(partition);
                return committed != null && committed.offset() == raw;
              });
      // Once it has ended in order, no transaction is open.
      ingest.destroy();
      assertThat(ingest.waitFor()).isEqualTo(143);
    } finally {
      ingest.destroyForcibly();
    }
  }

  private static Schema withField(String type) {
    String field = ",{'name': 'added', " + type + "}]}";
    return new Schema.Parser()
        .parse(CONTRACT.toString().replaceFirst("]}$", field.replace('\'', '"')));
  }

  private static CommandResult schemas(String... arguments) {
    List<String> all = new ArrayList<>(List.of("schemas"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--registry", servers.registryUrl(), "--topic-prefix", TOPICS.prefix()));
    return CommandResult.ofTool(all.toArray(String[]::new));
  }

  private Map<String, List<Integer>> versions() {
    Map<String, List<Integer>> versions = new HashMap<>();
    TOPICS.subjects().keySet().forEach(name -> versions.put(name, registry.versions(name)));
    return versions;
  }

  /** Subject, compatibility and steps of each line. */
  private static List<String> steps(CommandResult outcome, String remark) throws Exception {
    List<String> lines = new ArrayList<>();
    for (JsonNode subject : new ObjectMapper().readTree(outcome.out()).get("subjects")) {
      lines.add(
          subject.get("subject").asText()
              + " "
              + subject.get("compatibility").asText()
              + " "
              + subject.get(remark));
    }
    return lines;
  }
}
