package org.sfcalls.sandbox.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Registry.Place;
import org.sfcalls.schemas.Topics;

/** {@code sfcalls schemas} and a real registry. */
class SchemasIT {
  private static final Topics TOPICS = Topics.withPrefix("calls");
  private static final String SUBJECT = "calls.ledger-value";
  private static final Schema CONTRACT = LedgerCount.getClassSchema();
  private static final Schema COMPATIBLE = withField("'type': 'string', 'default': ''");
  private static final Schema INCOMPATIBLE = withField("'type': 'string'");

  @TempDir private Path folder;
  private Stack stack;
  private Registry registry;

  @BeforeEach
  void startServers() {
    stack =
        Stack.start(
            new Installation(Launcher.HOME),
            new StackSettings(folder.resolve("stack"), false, 0, 0, 0, 1),
            TOPICS,
            line -> {});
    registry = new Registry(stack.registryUrl());
  }

  @AfterEach
  void stopServers() {
    stack.close();
  }

  @Test
  void aFreshStackHoldsEveryContractAndRegisteringAgainChangesNothing() throws Exception {
    Outcome check = schemas("check");
    assertThat(check.exitCode()).as(check.toString()).isZero();
    assertThat(check.err()).isEmpty();
    assertThat(check.out()).contains(TOPICS.subjects().keySet());

    Outcome register = schemas("register", "--json");
    assertThat(register.exitCode()).as(register.toString()).isZero();
    assertThat(steps(register, "done"))
        .hasSameSizeAs(TOPICS.subjects().keySet())
        .allMatch(line -> line.endsWith("FULL_TRANSITIVE [\"nothing\"]"));
    TOPICS
        .subjects()
        .keySet()
        .forEach(subject -> assertThat(registry.versions(subject)).containsExactly(1));
  }

  @Test
  void theRegistryRefusesWhatWouldBreakAReaderAndTakesTheRest() throws Exception {
    assertThatThrownBy(() -> registry.client().register(SUBJECT, new AvroSchema(INCOMPATIBLE)))
        .isInstanceOfSatisfying(
            RestClientException.class, refusal -> assertThat(refusal.getStatus()).isEqualTo(409));
    assertThat(registry.objections(SUBJECT, INCOMPATIBLE)).isNotEmpty();
    assertThat(registry.versions(SUBJECT)).containsExactly(1);

    assertThat(registry.objections(SUBJECT, COMPATIBLE)).isEmpty();
    registry.client().register(SUBJECT, new AvroSchema(COMPATIBLE));
    assertThat(registry.versions(SUBJECT)).containsExactly(1, 2);
    // Refused for the sake of the first version; the second has the field.
    assertThat(registry.objections(SUBJECT, INCOMPATIBLE)).isNotEmpty();
    assertThat(registry.place(SUBJECT, CONTRACT)).get().extracting(Place::version).isEqualTo(1);
    assertThat(schemas("check").exitCode()).isZero();
  }

  @Test
  void registerMendsALevelThatWasLoweredAndASubjectThatIsGone() throws Exception {
    registry.setCompatibility("calls.clean-value", "NONE");
    registry.client().deleteSubject(SUBJECT);

    Outcome check = schemas("check");
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .containsPattern("calls.clean-value .* NONE .* compatibility is not FULL_TRANSITIVE")
        .containsPattern("calls.ledger-value .* not registered");
    assertThat(check.err())
        .isEqualTo(
            "sfcalls schemas check: 2 of "
                + TOPICS.subjects().size()
                + " subjects are not as they should be; './sfcalls schemas register' mends that\n");

    Outcome dryRun = schemas("register", "--dry-run", "--json");
    assertThat(dryRun.exitCode()).isZero();
    assertThat(steps(dryRun, "would do"))
        .contains(
            "calls.clean-value NONE [\"set compatibility\"]",
            "calls.ledger-value FULL_TRANSITIVE [\"register\"]");
    assertThat(schemas("check")).isEqualTo(check);

    Outcome register = schemas("register", "--json");
    assertThat(register.exitCode()).isZero();
    assertThat(steps(register, "done"))
        .contains(
            "calls.clean-value FULL_TRANSITIVE [\"set compatibility\"]",
            "calls.ledger-value FULL_TRANSITIVE [\"register\"]");
    assertThat(schemas("check").exitCode()).isZero();
  }

  @Test
  void aVersionThatCameInUnderALowerLevelIsToldWithItsFieldAndNotRegisteredOver() throws Exception {
    registry.setCompatibility(SUBJECT, "NONE");
    registry.client().register(SUBJECT, new AvroSchema(INCOMPATIBLE));
    registry.client().deleteSchemaVersion(SUBJECT, "1");

    for (String command : List.of("check", "register")) {
      Outcome outcome = schemas(command);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.out())
          .containsPattern("calls.ledger-value .* INCOMPATIBLE")
          .contains(
              "version 2 can't read the program: READER_FIELD_MISSING_DEFAULT_VALUE"
                  + " at /fields/1 (added)");
      assertThat(outcome.err()).contains("1 of ", "delete it in the registry", "to a new topic");
    }
    assertThat(registry.versions(SUBJECT)).containsExactly(2);
    assertThat(registry.compatibility(SUBJECT)).contains("NONE");

    stack.close();
    assertThatThrownBy(this::startServers)
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("refused to register subject " + SUBJECT)
        .hasMessageContaining("or --fresh empties it");
  }

  private static Schema withField(String type) {
    String field = ",{'name': 'added', " + type + "}]}";
    return new Schema.Parser()
        .parse(CONTRACT.toString().replaceFirst("]}$", field.replace('\'', '"')));
  }

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome schemas(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("schemas"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--registry", stack.registryUrl()));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    int exitCode =
        Launcher.ofIngest(all.toArray(String[]::new))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Outcome(exitCode, Files.readString(out), Files.readString(err));
  }

  /** Subject, compatibility and steps of each line. */
  private static List<String> steps(Outcome outcome, String remark) throws Exception {
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
