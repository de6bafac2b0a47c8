package org.sfcalls.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sfcalls.docker.HostCommand.sfcalls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Our programs on this machine against the public images of a broker and a registry. */
@Tag("docker")
class ContainersIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int CLEAN = 19_970;

  @TempDir private Path folder;
  private final List<Process> programs = new ArrayList<>();

  @Test
  void theSampleIsIngestedAndCountedWithTheBrokerAndTheRegistryInContainers() throws Exception {
    Map<String, String> images = ComposeFile.settings();
    try (KafkaContainer kafka =
            new KafkaContainer(DockerImageName.parse(images.get("KAFKA_IMAGE")))
                // As in the stack: oversized records are dead letters, and so must fit.
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "16842752");
        GenericContainer<?> registry =
            new GenericContainer<>(DockerImageName.parse(images.get("REGISTRY_IMAGE")))
                .withExposedPorts(8080)
                .waitingFor(Wait.forHttp("/health/ready").forPort(8080))) {
      kafka.start();
      registry.start();
      String bootstrap = kafka.getBootstrapServers().replaceFirst("^PLAINTEXT://", "");
      String url =
          "http://" + registry.getHost() + ":" + registry.getMappedPort(8080) + "/apis/ccompat/v7";
      sfcalls("topics", "create", "--bootstrap", bootstrap).succeeded();
      sfcalls("schemas", "register", "--registry", url).succeeded();
      start("ingest", bootstrap, url, "--state-dir", folder.resolve("state").toString());
      start("analytics", bootstrap, url, "--checkpoint", folder.resolve("checkpoint").toString());
      sfcalls("replay", "--input", "data/sample-calls.ndjson.gz", "--bootstrap", bootstrap)
          .succeeded();

      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(3))
          .until(
              () ->
                  programs.stream().anyMatch(program -> !program.isAlive())
                      || sfcalls("account", "--bootstrap", bootstrap, "--registry", url).exitCode()
                          == 0);
      assertThat(programs).as(logs()).allMatch(Process::isAlive);
      assertThat(TopicContents.cleanIds(bootstrap, url)).hasSize(CLEAN);
      assertThat(
              TopicContents.counts(bootstrap, url).values().stream()
                  .mapToLong(Long::longValue)
                  .sum())
          .isEqualTo(2L * CLEAN);
    } finally {
      for (Process program : programs) {
        program.descendants().forEach(ProcessHandle::destroyForcibly);
        program.destroyForcibly().waitFor();
      }
    }
  }

  private void start(String command, String bootstrap, String registry, String... arguments)
      throws IOException {
    List<String> line =
        HostCommand.sfcallsLine(
            command, "--bootstrap", bootstrap, "--registry", registry, "--http", "off");
    line.addAll(List.of(arguments));
    programs.add(
        new ProcessBuilder(line)
            .directory(HostCommand.HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(command + ".log").toFile())
            .start());
  }

  private String logs() throws IOException {
    return Files.readString(folder.resolve("ingest.log"))
        + Files.readString(folder.resolve("analytics.log"));
  }
}
