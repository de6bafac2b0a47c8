package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {

  @TempDir Path folder;

  @Test
  void eachBatchIsALineOfJsonWithAllThatIsKnown() throws IOException {
    Path file = folder.resolve("logs/progress.jsonl");
    new ProgressFile(file, ProgressFile.LIMIT).accept(Batches.batch(1).build());
    new ProgressFile(file, ProgressFile.LIMIT).accept(Batches.batch(2).setWatermark(null).build());

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("batch").longValue()).isEqualTo(1);
    assertThat(first.get("watermark").textValue()).isEqualTo("2018-11-04T08:20:00Z");
    assertThat(first.get("triggered_at").textValue()).isEqualTo("2018-11-04T08:31:05.445Z");
    assertThat(first.get("lag").get("0").longValue()).isEqualTo(1_200);
    assertThat(first.get("phase_durations_ms").get("addBatch").longValue()).isEqualTo(1_300);
    assertThat(first.get("unlisted_by_disposition").get("OTS").longValue()).isEqualTo(10);
    assertThat(new ObjectMapper().readTree(lines.get(1)).get("watermark").isNull()).isTrue();
  }

  @Test
  void aLargeFileMakesRoomForANewOneAndTheOneBeforeGoes() throws IOException {
    Path file = folder.resolve("progress.jsonl");
    ProgressFile progress = new ProgressFile(file, 1_000);
    for (int batch = 0; batch < 7; batch++) {
      progress.accept(Batches.batch(batch).build());
    }

    assertThat(numbers(folder.resolve("progress.jsonl.1"))).containsExactly(4, 5);
    assertThat(numbers(file)).containsExactly(6);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aFileThatCanNotBeWrittenIsToldAtTheStart() {
    assertThatThrownBy(() -> new ProgressFile(folder, ProgressFile.LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--progress-file " + folder + " can't be written");
  }

  private static List<Integer> numbers(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Integer> numbers = new java.util.ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      numbers.add(json.readTree(line).get("batch").intValue());
    }
    return numbers;
  }
}
