package org.sfcalls.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of the stack and can be read off its file. */
class ComposeFileTest {
  private static final long GIB = 1L << 30;

  private ComposeFile file;

  @BeforeEach
  void read() throws IOException {
    file = ComposeFile.read();
  }

  @Test
  void everyImageIsPinnedToAVersion() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(service.path("image").asText())
                    .as(name)
                    .matches("[a-z0-9./-]+:v?[0-9]+[0-9a-z.-]*"));
  }

  @Test
  void portsAreOpenedOnTheLoopbackAddressOnly() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(ComposeFile.texts(service.get("ports")))
                    .as(name)
                    .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+")));
  }

  @Test
  void theWholeStackWithTwoInstancesOfIngestHasLimitsOfEightGibTogether() {
    long sum = bytes(file.services().get("ingest"));
    for (JsonNode service : file.defaultServices().values()) {
      sum += bytes(service);
    }
    sum += bytes(file.services().get("replay"));
    assertThat(sum).isLessThanOrEqualTo(8 * GIB);
  }

  @Test
  void noServiceMayGetMoreRightsThanItHasNorAnyOfTheKernels() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) -> {
              assertThat(ComposeFile.texts(service.get("security_opt")))
                  .as(name)
                  .containsExactly("no-new-privileges:true");
              assertThat(ComposeFile.texts(service.get("cap_drop")))
                  .as(name)
                  .containsExactly("ALL");
              assertThat(service.has("cap_add") || service.has("privileged")).as(name).isFalse();
            });
  }

  @Test
  void ourContainersHaveARootFileSystemThatCanNotBeWritten() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(service.path("read_only").asBoolean())
                    .as(name)
                    .isEqualTo(service.get("image").asText().startsWith("sfcalls/")));
  }

  @Test
  void ourImagesRunAsANumberedUserThatIsNotRoot() throws IOException {
    for (String image : new String[] {"ingest", "tools", "analytics", "dashboard"}) {
      String text = Files.readString(ComposeFile.FOLDER.resolve(image).resolve("Dockerfile"));
      assertThat(text.substring(text.lastIndexOf("USER ")))
          .as(image)
          .matches("(?s)USER [1-9][0-9]*:[1-9][0-9]*\n.*");
    }
  }

  @Test
  void onlySetupAndReplayRunTools() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(service.get("image").asText().startsWith("sfcalls/tools:"))
                    .as(name)
                    .isEqualTo(name.equals("setup") || name.equals("replay")));
  }

  @Test
  void everythingThatStaysHasAHealthCheckAndWaitsForHealthyServices() {
    Map<String, JsonNode> services = file.services();
    assertThat(services)
        .allSatisfy(
            (name, service) -> {
              boolean ends = name.equals("setup") || name.equals("replay");
              boolean inImage = name.equals("ingest") || name.equals("dashboard");
              assertThat(service.has("healthcheck") || inImage).as(name).isTrue();
              assertThat(service.at("/healthcheck/disable").asBoolean()).as(name).isEqualTo(ends);
              assertThat(service.path("restart").asText())
                  .as(name)
                  .isEqualTo(ends ? "" : "unless-stopped");
              service
                  .path("depends_on")
                  .fields()
                  .forEachRemaining(
                      needed ->
                          assertThat(needed.getValue().get("condition").asText())
                              .as("%s needs %s", name, needed.getKey())
                              .isEqualTo(
                                  needed.getKey().equals("setup")
                                      ? "service_completed_successfully"
                                      : "service_healthy"));
            });
  }

  @Test
  void kafdropShowsAvroThroughTheRegistryAndMayChangeNothing() {
    JsonNode kafdrop = file.services().get("kafdrop").get("environment");
    assertThat(kafdrop.get("KAFKA_BROKERCONNECT").asText()).isEqualTo("kafka:19092");
    assertThat(kafdrop.get("SCHEMAREGISTRY_CONNECT").asText())
        .isEqualTo(file.services().get("ingest").at("/environment/SFCALLS_REGISTRY").asText());
    assertThat(kafdrop.get("CMD_ARGS").asText())
        .contains(
            "--message.format=AVRO",
            "--schemaregistry.connect=" + kafdrop.get("SCHEMAREGISTRY_CONNECT").asText(),
            "--topic.deleteEnabled=false",
            "--topic.createEnabled=false",
            "--message.sendEnabled=false",
            "--cors.enabled=false");
  }

  private static long bytes(JsonNode service) {
    String limit = service.get("mem_limit").asText();
    long number = Long.parseLong(limit.substring(0, limit.length() - 1));
    return limit.endsWith("g") ? number << 30 : number << 20;
  }
}
