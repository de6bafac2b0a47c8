package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sfcalls.e2e.fixtures.CommandResult;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.schemas.Topics;

/**
 * {@code sfcalls topics} and {@code sfcalls doctor} on a real broker and a real registry, in order:
 * the last test leaves a topic that can't be mended.
 */
@Tag("smoke")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicsAndDoctorIT {
  private static final int PARTITIONS = 3;

  private static final Topics TOPICS = Topics.withPrefix("doctor");
  private static Servers servers;
  private static Admin admin;

  @BeforeAll
  static void startServers() throws Exception {
    servers = Servers.shared();
    servers.create(TOPICS, PARTITIONS);
    admin = servers.admin();
  }

  @AfterAll
  static void closeClient() {
    if (admin != null) {
      admin.close();
    }
  }

  @Test
  @Order(1)
  void newTopicsAreAsTheProgramsNeedThem() throws Exception {
    CommandResult check = run("topics", "check", "--bootstrap", servers.bootstrap());
    assertThat(check.exitCode()).as(check.toString()).isZero();
    CommandResult doctor = doctor();
    assertThat(doctor.exitCode()).as(doctor.toString()).isZero();
    assertThat(doctor.out())
        .containsPattern("topics +\\| ok +\\| 9 correct")
        .containsPattern("subjects +\\| ok +\\| 10 correct")
        .containsPattern("lag of doctor.ingest +\\| note +\\| it has committed nothing")
        .contains("Nothing is wrong.");
  }

  @Test
  @Order(2)
  void aTopicThatIsGoneAndAWrongSettingAreFixed() throws Exception {
    admin.deleteTopics(List.of("doctor.late")).all().get();
    set("doctor.raw", "retention.ms", "604800000");
    set("doctor.raw", "max.message.bytes", "20000000");

    CommandResult check = run("topics", "check", "--bootstrap", servers.bootstrap());
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern("doctor.late +\\| - +\\| - +\\| missing")
        .contains("retention.ms=604800000, must be -1");
    assertThat(check.err())
        .isEqualTo(
            "sfcalls topics check: 2 of 9 topics are wrong; './sfcalls topics create' fixes them\n");
    CommandResult doctor = doctor();
    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out())
        .contains("doctor.late: missing", "./sfcalls topics create", "1 to be fixed.");

    String[] create = {
      "topics", "create", "--bootstrap", servers.bootstrap(), "--partitions", "5", "--json"
    };
    assertThat(steps(run(with(create, "--dry-run")), "would do"))
        .containsEntry("doctor.late", "create")
        .containsEntry("doctor.raw", "set retention.ms=-1")
        .containsEntry("doctor.clean", "nothing");
    assertThat(run("topics", "check", "--bootstrap", servers.bootstrap())).isEqualTo(check);

    assertThat(steps(run(create), "done")).containsEntry("doctor.late", "create");
    // A topic is described a moment after it was created.
    await()
        .untilAsserted(
            () -> {
              CommandResult again = run("topics", "check", "--bootstrap", servers.bootstrap());
              assertThat(again.exitCode()).as(again.toString()).isZero();
            });
    assertThat(partitions("doctor.late")).isEqualTo(5);
    assertThat(partitions("doctor.raw")).isEqualTo(PARTITIONS);
    assertThat(setting("doctor.raw", "max.message.bytes"))
        .as("larger records than ours are allowed")
        .isEqualTo("20000000");
    assertThat(steps(run(create), "done").values()).containsOnly("nothing");
  }

  @Test
  @Order(3)
  void whatTheBrokerRefusesIsToldWithItsReason() throws Exception {
    admin.deleteTopics(List.of("doctor.late")).all().get();
    CommandResult create =
        run("topics", "create", "--bootstrap", servers.bootstrap(), "--replication-factor", "3");
    assertThat(create.exitCode()).isEqualTo(1);
    assertThat(create.err()).contains("refused to create topic doctor.late", "replicat");
    run("topics", "create", "--bootstrap", servers.bootstrap());
  }

  @Test
  @Order(4)
  void aServerThatDoesNotAnswerIsWrongIfItWasNamed() throws Exception {
    CommandResult named =
        run("doctor", "--bootstrap", "127.0.0.1:1", "--registry", "http://127.0.0.1:1");
    assertThat(named.exitCode()).isEqualTo(1);
    assertThat(named.out())
        .containsPattern("broker +\\| wrong +\\| no broker answers at 127.0.0.1:1")
        .containsPattern("registry +\\| wrong");
    JsonNode unnamed = new ObjectMapper().readTree(run("doctor", "--json").out());
    assertThat(unnamed.get("findings"))
        .filteredOn(finding -> List.of("broker", "registry").contains(finding.get("what").asText()))
        .hasSize(2)
        // Another stack may be running on this machine.
        .allMatch(finding -> !finding.get("verdict").asText().equals("wrong"));
  }

  @Test
  @Order(5)
  void aLedgerOfSeveralPartitionsCanOnlyBeDeleted() throws Exception {
    admin.createPartitions(Map.of("doctor.ledger", NewPartitions.increaseTo(2))).all().get();
    for (String command : List.of("check", "create")) {
      CommandResult outcome = run("topics", command, "--bootstrap", servers.bootstrap());
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.err())
          .contains("doctor.ledger: the topic must have 1 partition", "delete it");
    }
  }

  private static CommandResult doctor() throws Exception {
    return run("doctor", "--bootstrap", servers.bootstrap(), "--registry", servers.registryUrl());
  }

  private static CommandResult run(String... arguments) {
    String[] all = with(with(arguments, "--topic-prefix"), TOPICS.prefix());
    return CommandResult.ofTool(all);
  }

  private static String[] with(String[] arguments, String more) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = more;
    return all;
  }

  /** What was done with each topic. */
  private static Map<String, String> steps(CommandResult outcome, String remark)
      throws IOException {
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    Map<String, String> steps = new HashMap<>();
    for (JsonNode topic : new ObjectMapper().readTree(outcome.out()).get("topics")) {
      steps.put(topic.get("topic").asText(), topic.get(remark).get(0).asText());
    }
    return steps;
  }

  private static int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .get()
        .partitions()
        .size();
  }

  private static void set(String topic, String name, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    admin
        .incrementalAlterConfigs(
            Map.of(
                resource,
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private static String setting(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }
}
