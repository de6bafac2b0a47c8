package org.sfcalls.benchmarks.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as its users run it, on a real broker, registry and Spark. */
@Tag("bench")
class AnalyticsBenchIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(8);

  /** Three batches. */
  private static final int CALLS = 6_000;

  /** All of them. */
  private static final String VARIANTS = "source,student,from-avro,ours,ours-batch,ours-kafka";

  @TempDir private Path folder;
  private Process command;

  @AfterEach
  void endEverything() {
    List<ProcessHandle> programs = command.descendants().toList();
    command.destroyForcibly();
    programs.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void queriesAreMeasuredOursCountsEveryCallAndNoProcessIsLeft() throws Exception {
    JsonNode json = bench("--variants=" + VARIANTS, "--calls=" + CALLS);

    Map<String, JsonNode> byVariant = new TreeMap<>();
    for (JsonNode result : json.get("results")) {
      byVariant.put(result.get("variant").asText(), result);
      assertThat(result.at("/calls_per_second/median").asDouble()).isPositive();
      assertThat(result.at("/ratio_to/source/median").asDouble()).isPositive();
      assertThat(result.get("runs")).hasSize(1);
    }
    assertThat(byVariant).containsOnlyKeys(VARIANTS.split(","));
    int expected = 2 * CALLS;
    assertThat(json.get("windows_per_call").asInt()).isEqualTo(2);
    for (String exact : List.of("ours", "ours-batch", "ours-kafka")) {
      assertThat(counted(byVariant.get(exact))).as(exact).isEqualTo(expected);
    }
    for (String lossy : List.of("student", "from-avro")) {
      assertThat(counted(byVariant.get(lossy)))
          .as(lossy)
          .isGreaterThan(CALLS)
          .isLessThanOrEqualTo(expected);
    }
    assertThat(byVariant.get("ours").at("/runs/0/figures/batches").asInt())
        .isGreaterThanOrEqualTo(3);
    assertThat(json.get("targets")).hasSize(4);
  }

  @Test
  void growthMeasuresOursForEachSize() throws Exception {
    JsonNode json = bench("--growth=2000,4000");

    assertThat(json.get("results")).hasSize(2);
    for (int size = 0; size < 2; size++) {
      JsonNode result = json.get("results").get(size);
      int calls = 2_000 * (size + 1);
      assertThat(result.get("variant").asText()).isEqualTo("ours");
      assertThat(result.get("calls").asInt()).isEqualTo(calls);
      assertThat(counted(result)).isEqualTo(2 * calls);
      assertThat(result.at("/calls_per_second/median").asDouble()).isPositive();
      assertThat(result.get("resident_bytes").asLong()).isPositive();
    }
  }

  private static int counted(JsonNode result) {
    return result.at("/counted/median").asInt();
  }

  private JsonNode bench(String... options) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dsfcalls.home=" + HOME,
                "-cp",
                "target/benchmarks.jar:target/lib/*",
                "org.sfcalls.benchmarks.BenchMain",
                "analytics",
                "--json",
                "--data=" + folder.resolve("bench"),
                "--max-offsets-per-trigger=2000",
                "--runs=1",
                "--warmup=0",
                "--heap=512m"));
    line.addAll(List.of(options));
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
