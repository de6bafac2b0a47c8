package org.sfcalls.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of the stack and can be read off its file. */
class ComposeFileTest {
  private static final long GIB = 1L << 30;

  private ComposeFile file;

  @BeforeEach
  void read() throws IOException {
    file = ComposeFile.read();
  }

  @Test
  void everyImageIsPinnedToARelease() throws IOException {
    Map<String, String> images = new TreeMap<>();
    file.services().forEach((name, service) -> images.put(name, service.get("image").asText()));
    ComposeFile.settings()
        .forEach(
            (name, value) -> {
              if (name.endsWith("_IMAGE")) {
                images.put(name, value);
              }
            });
    assertThat(images).containsKeys("kafka", "JRE_IMAGE");
    assertThat(images)
        .allSatisfy(
            (name, image) ->
                assertThat(image)
                    .as(name)
                    .matches(
                        "[a-z0-9./-]+:v?[0-9]+\\.[0-9]+\\.[0-9]+[0-9a-z._-]*(@sha256:[0-9a-f]{64})?"));
  }

  @Test
  void ourImagesAreBuiltOnTheSameReleasesWithoutCompose() throws IOException {
    Map<String, String> settings = ComposeFile.settings();
    for (String image : List.of("ingest", "tools", "dashboard", "analytics")) {
      String argument = image.equals("analytics") ? "SPARK_IMAGE" : "JRE_IMAGE";
      assertThat(Files.readString(ComposeFile.FOLDER.resolve(image).resolve("Dockerfile")))
          .contains("ARG " + argument + "=" + settings.get(argument) + "\n");
    }
  }

  @Test
  void noPasswordIsCommitted() throws IOException {
    Map<String, String> passwords = new TreeMap<>(ComposeFile.settings());
    passwords.keySet().removeIf(name -> !name.matches(".*(PASSWORD|SECRET|USER|TOKEN).*"));
    assertThat(passwords).containsKey("GRAFANA_PASSWORD");
    assertThat(passwords.values()).containsOnly("");
  }

  @Test
  void noServiceCanUseUpProcessesCoresOrDisk() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) -> {
              assertThat(service.path("pids_limit").asInt()).as(name).isBetween(1, 512);
              assertThat(service.path("cpus").asDouble()).as(name).isBetween(0.1, 2.0);
              JsonNode log = service.at("/logging/options");
              assertThat(log.path("max-size").asText()).as(name).isEqualTo("10m");
              assertThat(log.path("max-file").asText()).as(name).isEqualTo("3");
            });
  }

  @Test
  void theTemporaryFolderIsBoundedAndOnlyNativeLibrariesRunThere() {
    // What reads or writes compressed records, or has RocksDB or DuckDB.
    Set<String> withNativeLibraries =
        Set.of(
            "kafka",
            "setup",
            "replay",
            "ingest",
            "spark-worker-1",
            "spark-worker-2",
            "analytics",
            "dashboard");
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(ComposeFile.texts(service.get("tmpfs")))
                    .as(name)
                    .filteredOn(folder -> folder.startsWith("/tmp:"))
                    .singleElement()
                    .asString()
                    .matches(".*size=[0-9]{2,3}m.*")
                    .satisfies(
                        folder ->
                            assertThat(folder.contains("exec"))
                                .isEqualTo(withNativeLibraries.contains(name))));
  }

  @Test
  void sparksMasterWorkersAndJobShareASecretThatOnlyTheMasterWrites() {
    Map<String, String> mounts = new TreeMap<>();
    file.services()
        .forEach(
            (name, service) -> {
              for (String volume : ComposeFile.texts(service.get("volumes"))) {
                if (volume.startsWith("spark-secret:")) {
                  mounts.put(name, volume);
                  assertThat(service.at("/environment/SPARK_SECRET_FILE").asText())
                      .as(name)
                      .isEqualTo("/var/lib/sfcalls/secret/spark.properties");
                }
              }
            });
    String shared = "spark-secret:/var/lib/sfcalls/secret";
    assertThat(mounts)
        .isEqualTo(
            Map.of(
                "spark-master", shared,
                "spark-worker-1", shared + ":ro",
                "spark-worker-2", shared + ":ro",
                "analytics", shared + ":ro"));
  }

  @Test
  void aWorkerWithoutTheSecretEndsWithAMessage() {
    HostCommand worker =
        HostCommand.run(
            Map.of("SPARK_SECRET_FILE", "/nowhere/spark.properties"),
            Duration.ofSeconds(30),
            List.of(
                ComposeFile.FOLDER.resolve("analytics/sfcalls-spark").toString(),
                "worker",
                "spark://spark-master:7077"));
    assertThat(worker.exitCode()).isEqualTo(2);
    assertThat(worker.err()).contains("SPARK_SECRET_FILE=/nowhere/spark.properties");
  }

  @Test
  void grafanaGetsAPasswordAtItsFirstStartAndKeepsIt(@TempDir Path data) throws IOException {
    HostCommand first = startGrafana(data, "");
    String password = Files.readString(data.resolve("admin-password")).strip();
    assertThat(password).matches("[A-Za-z0-9+/]{24}");
    assertThat(Files.getPosixFilePermissions(data.resolve("admin-password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(first.out()).contains("password " + password).contains("file " + data);
    Files.createFile(data.resolve("grafana.db"));

    HostCommand second = startGrafana(data, "");

    assertThat(second.out()).isEqualTo("set [] file " + data.resolve("admin-password") + "\n");
    assertThat(data.resolve("admin-password")).hasContent(password);
  }

  @Test
  void grafanaTakesThePasswordThatIsSet(@TempDir Path data) {
    assertThat(startGrafana(data, "of my own").out()).isEqualTo("set [of my own] file \n");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void aGrafanaWithADatabaseKeepsThePasswordInIt(@TempDir Path data) throws IOException {
    Files.createFile(data.resolve("grafana.db"));
    assertThat(startGrafana(data, "").out()).isEqualTo("set [] file \n");
  }

  private static HostCommand startGrafana(Path data, String password) {
    return HostCommand.run(
            Map.of("GF_PATHS_DATA", data.toString(), "GF_SECURITY_ADMIN_PASSWORD", password),
            Duration.ofSeconds(30),
            List.of(
                "sh",
                ComposeFile.FOLDER.resolve("grafana/start").toString(),
                "sh",
                "-c",
                "echo \"set [${GF_SECURITY_ADMIN_PASSWORD-}] file"
                    + " ${GF_SECURITY_ADMIN_PASSWORD__FILE-}\""))
        .succeeded();
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
  void theRootFileSystemCanNotBeWrittenExceptOfConfluentsRegistry() {
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(service.path("read_only").asBoolean())
                    .as(name)
                    .isEqualTo(!name.equals("confluent-registry")));
  }

  @Test
  void theBrokerWritesItsOwnLogToItsVolume() {
    JsonNode kafka = file.services().get("kafka");
    String volume = ComposeFile.texts(kafka.get("volumes")).get(0).split(":", 2)[1];
    for (String setting : List.of("LOG_DIR", "KAFKA_LOG_DIRS")) {
      assertThat(kafka.get("environment").get(setting).asText()).startsWith(volume + "/");
    }
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
