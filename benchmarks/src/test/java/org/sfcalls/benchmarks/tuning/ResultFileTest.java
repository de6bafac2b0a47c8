package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CommandFailure;

class ResultFileTest {
  private static final Trial ZSTD = Trial.of(Tier.INGEST, Factor.COMPRESSION, "zstd");
  private static final TrialResult FIRST = result(Trial.usual(Tier.INGEST), 1);
  private static final TrialResult SECOND = result(ZSTD, 1);

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void choosesAPathInAFolderThatIsNotThereYet() {
    path = folder.resolve("tune").resolve("results.jsonl");
  }

  @Test
  void goesOnBehindTheResultsOfAnEarlierRun() {
    ResultFile.open(path, facts(1)).add(FIRST);

    ResultFile later = ResultFile.open(path, facts(1));
    later.add(SECOND);

    assertThat(later.results()).containsExactly(FIRST, SECOND);
    assertThat(later.has(ZSTD, 1)).isTrue();
    assertThat(later.has(ZSTD, 2)).isFalse();
    assertThat(ResultFile.open(path, facts(1)).results()).containsExactly(FIRST, SECOND);
  }

  @Test
  void measuresAnewWhatWasCutOffInItsLine() throws IOException {
    ResultFile.open(path, facts(1)).add(FIRST);
    Files.writeString(path, "{\"tier\":\"ingest\",\"tr", StandardOpenOption.APPEND);

    ResultFile later = ResultFile.open(path, facts(1));
    later.add(SECOND);

    assertThat(later.results()).containsExactly(FIRST, SECOND);
    assertThat(ResultFile.open(path, facts(1)).results()).containsExactly(FIRST, SECOND);
  }

  @Test
  void refusesToMixResultsOfOtherOptions() {
    ResultFile.open(path, facts(1)).add(FIRST);

    assertThatThrownBy(() -> ResultFile.open(path, facts(2)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll(path.toString(), "another seed: 1, and now it is 2", "--fresh");
  }

  @Test
  void namesTheLineThatIsNoResult() throws IOException {
    ResultFile.open(path, facts(1)).add(FIRST);
    Files.writeString(path, "no JSON\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> ResultFile.open(path, facts(1)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("line 2 of " + path, "--fresh");
  }

  @Test
  void repeatsMachineVersionsAndSeedsInEachLine() throws IOException {
    ResultFile file = ResultFile.open(path, facts(1));
    file.add(FIRST);
    file.add(SECOND);

    assertThat(Files.readAllLines(path))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "\"machine\":\"some machine\"",
                        "\"versions\":\"some versions\"",
                        "\"seed\":\"1\""));
  }

  private static TrialResult result(Trial trial, int round) {
    return new TrialResult(
        trial,
        round,
        "2026-11-26T18:00:00Z",
        9.5,
        Map.of(Measure.THROUGHPUT, 123_456.7, Measure.LATENCY_P50, 90.0),
        true);
  }

  private static Map<String, String> facts(int seed) {
    return Map.of(
        "machine",
        "some machine",
        "versions",
        "some versions",
        "seed",
        Integer.toString(seed),
        ResultFile.COMMAND,
        "./sfcalls tune --seed " + seed);
  }

  @Test
  void aLineThatLacksAPartIsRefusedWithItsName() throws IOException {
    ResultFile.open(path, facts(1)).add(FIRST);
    Files.writeString(path, Files.readString(path).replace(",\"kept_up\":true", ""));

    assertThatThrownBy(() -> ResultFile.open(path, facts(1)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("line 1 of " + path, "kept");
  }

  @Test
  void readsTheRecommendedConfigurationAsItWasWritten() {
    TrialResult result =
        result(
            new Trial(
                Tier.INGEST,
                Trial.RECOMMENDED,
                Configuration.USUAL.with(Factor.LINGER, "0").with(Factor.TRIGGER, "1s")),
            3);
    ResultFile.open(path, facts(1)).add(result);

    assertThat(ResultFile.open(path, facts(1)).results()).containsExactly(result);
  }
}
