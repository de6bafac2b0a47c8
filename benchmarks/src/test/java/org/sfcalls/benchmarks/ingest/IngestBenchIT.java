package org.sfcalls.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
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

/** The command as its users run it, on a real broker and registry. */
@Tag("bench")
class IngestBenchIT {
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
  void everyApplicationIsMeasuredAndNoProcessIsLeft() throws Exception {
    JsonNode json = bench("--calls=20000", "--runs=1", "--warmup=0");

    assertThat(json.at("/machine/cores").asInt()).isPositive();
    List<String> measured = new ArrayList<>();
    for (JsonNode result : json.get("results")) {
      measured.add(result.get("variant").asText());
      assertThat(result.get("calls").asLong()).isEqualTo(20_000);
      assertThat(result.at("/calls_per_second/median").asDouble()).isPositive();
      assertThat(result.at("/ratio_to/copy/median").asDouble()).isPositive();
      assertThat(result.get("runs")).hasSize(1);
    }
    assertThat(measured).containsExactly("copy", "ours", "ours-no-repeats");
  }

  @Test
  void growthMeasuresOursForEachSize() throws Exception {
    JsonNode json = bench("--growth=2000,4000", "--runs=1", "--warmup=0");

    assertThat(json.get("results")).hasSize(2);
    assertThat(json.at("/results/0/calls").asLong()).isEqualTo(2_000);
    assertThat(json.at("/results/1/calls").asLong()).isEqualTo(4_000);
    assertThat(json.at("/results/1/variant").asText()).isEqualTo("ours");
    assertThat(json.at("/results/1/calls_per_second/median").asDouble()).isPositive();
  }

  @Test
  void controlCEndsEverything() throws Exception {
    start("--calls=20000", "--variants=copy");
    Path err = folder.resolve("err");
    await().atMost(LIMIT).until(() -> Files.readString(err).contains("warm-up"));
    List<ProcessHandle> programs = command.descendants().toList();
    assertThat(programs).hasSizeGreaterThanOrEqualTo(3);

    new ProcessBuilder("kill", "-INT", Long.toString(command.pid())).start().waitFor();

    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(130);
    await().atMost(LIMIT).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(folder.resolve("out")).isEmptyFile();
    assertThat(Files.readString(err))
        .contains("\nStopping.\n", "\nStopped: all programs have ended");
  }

  private JsonNode bench(String... options) throws Exception {
    start(options);
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    assertThat(command.descendants()).isEmpty();
    return new ObjectMapper().readTree(folder.resolve("out").toFile());
  }

  private void start(String... options) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dsfcalls.home=" + HOME,
                "-cp",
                "target/benchmarks.jar:target/lib/*",
                "org.sfcalls.benchmarks.BenchMain",
                "ingest",
                "--json",
                "--data=" + folder.resolve("bench")));
    line.addAll(List.of(options));
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    command = new ProcessBuilder(line).redirectOutput(out).redirectError(err).start();
  }
}
