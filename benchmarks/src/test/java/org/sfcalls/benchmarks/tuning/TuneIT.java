package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.stack.TierSettings;

/** The command as its users run it, on a real broker and registry. */
@Tag("bench")
class TuneIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir private Path folder;
  private Process command;

  @AfterEach
  void endEverything() {
    List<ProcessHandle> programs = command.descendants().toList();
    command.destroyForcibly();
    programs.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void measuresBothTiersInterruptedAndGoesOnAndLeavesReportsAndSettings() throws Exception {
    start();
    await().atMost(LIMIT).until(() -> results().size() >= 2);
    List<ProcessHandle> programs = command.descendants().toList();
    new ProcessBuilder("kill", "-INT", Long.toString(command.pid())).start().waitFor();
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(130);
    await().atMost(LIMIT).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    List<String> first = results();

    start();
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();

    assertThat(results()).startsWith(first.toArray(String[]::new)).hasSize(5);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out").toFile());
    List<String> trials = new ArrayList<>();
    for (JsonNode trial : json.get("trials")) {
      trials.add(trial.get("tier").asText() + " " + trial.get("trial").asText());
      assertThat(trial.get("kept_up").asBoolean()).isTrue();
      for (String figure : List.of("calls_per_second", "latency_p50_ms", "latency_p99_ms")) {
        assertThat(trial.at("/figures/" + figure + "/spread/median").asDouble()).isPositive();
      }
    }
    assertThat(trials)
        .containsExactlyInAnyOrder(
            "ingest usual",
            "ingest compression=none",
            "analytics usual",
            "analytics shuffle-partitions=1",
            "analytics shuffle-partitions=10");
    assertThat(json.at("/facts/machine").asText()).contains(" cores, ");
    // One round can't tell anything from chance, so the usual settings stay.
    assertThat(TierSettings.read(folder.resolve("tune/recommended.properties")))
        .isEqualTo(Configuration.USUAL.settings());
    assertThat(json.path("answers").toString())
        .contains("one round can't tell an effect from chance");
    assertThat(folder.resolve("tune/report.html")).content().contains("shuffle-partitions");
  }

  private List<String> results() throws IOException {
    Path results = folder.resolve("tune/results.jsonl");
    return Files.exists(results) ? Files.readAllLines(results) : List.of();
  }

  private void start() throws IOException {
    command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dsfcalls.home=" + HOME,
                "-cp",
                "target/benchmarks.jar:target/lib/*",
                TuneCommand.class.getName(),
                "--quick",
                "--only=compression,shuffle-partitions",
                "--rounds=1",
                "--calls=2000",
                "--rate=200",
                "--seconds=1",
                "--json",
                "--data=" + folder.resolve("tune"))
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
  }
}
