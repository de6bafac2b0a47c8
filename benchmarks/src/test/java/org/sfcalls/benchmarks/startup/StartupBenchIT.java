package org.sfcalls.benchmarks.startup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as its users run it: the whole stack is started once. */
@Tag("bench")
class StartupBenchIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private Process command;

  @AfterEach
  void endEverything() {
    List<ProcessHandle> programs = command.descendants().toList();
    command.destroyForcibly();
    programs.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void everyStageIsReachedEachProgramHasMemoryAndNoProcessIsLeft() throws Exception {
    JsonNode json = bench();

    assertThat(json.get("runs").asInt()).isEqualTo(1);
    double broker = seconds(json, "broker");
    double registry = seconds(json, "registry");
    assertThat(broker).isPositive();
    assertThat(registry).isGreaterThan(broker);
    assertThat(seconds(json, "dashboard")).isGreaterThan(registry);
    assertThat(seconds(json, "count")).isGreaterThan(registry);
    JsonNode resident = json.at("/resident/bytes");
    assertThat(resident.fieldNames())
        .toIterable()
        .containsExactly("registry", "broker", "ingest", "analytics", "dashboard", "together");
    for (JsonNode program : resident) {
      assertThat(program.get("median").asLong()).isGreaterThan(1 << 20);
    }
  }

  private static double seconds(JsonNode json, String stage) {
    return json.at("/seconds_until/" + stage + "/median").asDouble();
  }

  private JsonNode bench() throws Exception {
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dsfcalls.home=" + HOME,
            "-cp",
            "target/benchmarks.jar:target/lib/*",
            "org.sfcalls.benchmarks.BenchMain",
            "startup",
            "--json",
            "--data=" + folder.resolve("bench"),
            "--runs=1");
    command =
        new ProcessBuilder(line)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as(Files.readString(folder.resolve("err")))
        .isTrue();
    assertThat(command.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
    assertThat(command.descendants()).isEmpty();
    return new ObjectMapper().readTree(folder.resolve("out").toFile());
  }
}
