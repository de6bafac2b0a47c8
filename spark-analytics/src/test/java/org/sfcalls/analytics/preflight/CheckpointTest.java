package org.sfcalls.analytics.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.schemas.WindowSpec;

class CheckpointTest {
  private static final SourceTopic TOPIC =
      new SourceTopic("calls.clean", "id-1", Map.of(0, 10L, 1, 0L), Map.of(0, 100L, 1, 100L));
  private static final QuerySettings SETTINGS =
      QuerySettings.of(WindowSpec.DEFAULT, Grouping.DEFAULT, TOPIC, 2);

  @TempDir private Path parent;
  private Path folder;
  private Checkpoint checkpoint;

  @BeforeEach
  void nameAFolder() {
    folder = parent.resolve("checkpoint");
    checkpoint = new Checkpoint(folder.toString(), new Configuration());
  }

  @Test
  void aNewFolderIsGoodForAnyQueryUntilSomethingIsRead() {
    checkpoint.check(SETTINGS, TOPIC);
    checkpoint.begin(SETTINGS);
    QuerySettings others = QuerySettings.of(hours(2), Grouping.DEFAULT, TOPIC, 9);
    checkpoint.check(others, TOPIC);
    checkpoint.begin(others);
    assertThat(checkpoint.shufflePartitions()).isEmpty();
  }

  @Test
  void theSameQueryGoesOnFromWhatIsRead() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(0, 50, 50);
    committed(0);
    checkpoint.check(SETTINGS, TOPIC);
    assertThat(checkpoint.shufflePartitions()).hasValue(2);
  }

  @Test
  void whatIsWrittenAtTheFirstStartStays() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(0, 50, 50);
    checkpoint.begin(QuerySettings.of(hours(2), Grouping.DEFAULT, TOPIC, 9));
    checkpoint.check(SETTINGS, TOPIC);
  }

  @Test
  void everyDifferenceIsToldWithBothValuesAndTheRemedies() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(0, 50, 50);
    SourceTopic wider = new SourceTopic("calls.clean", "id-2", Map.of(0, 0L), Map.of(0, 100L));
    assertThatThrownBy(
            () ->
                checkpoint.check(
                    QuerySettings.of(hours(2), Grouping.of(List.of("type")), wider, 3), wider))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll(
            "the checkpoint " + folder + " is of another query: --window was 10m and is now 2h",
            "--slide was 5m and is now 1h",
            "--watermark was 10m and is now 90s",
            "--group-by was type,disposition and is now type",
            "topic calls.clean was deleted and created again since",
            "number of partitions of topic calls.clean was 2 and is now 1",
            "spark.sql.shuffle.partitions was 2 and is now 3",
            "name another --checkpoint, or give --reset");
  }

  @Test
  void anotherStateStoreThanTheCheckpointsIsToldAndNoneIsTheCheckpoints() throws IOException {
    String provider = "spark.sql.streaming.stateStore.providerClass";
    SparkConf rocks = new SparkConf(false).set(provider, "example.Rocks");
    checkpoint.checkStateStore(rocks);
    planned(0, 50, 50);

    checkpoint.checkStateStore(new SparkConf(false));
    checkpoint.checkStateStore(
        new SparkConf(false)
            .set(provider, "example.Heap")
            .set("spark.sql.streaming.stateStore.minDeltasForSnapshot", "3"));
    assertThatThrownBy(() -> checkpoint.checkStateStore(rocks))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll(
            "the checkpoint " + folder + " keeps its state in another way",
            provider + " was example.Heap and is now example.Rocks",
            "give --reset");
  }

  @Test
  void recordsThatAreGoneBeforeTheyWereCountedAreTold() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(0, 4, 50);
    committed(0);
    assertThatThrownBy(() -> checkpoint.check(SETTINGS, TOPIC))
        .hasMessageContainingAll(
            "goes on at offset 4 of partition 0 of calls.clean",
            "the first record that is still there is 10: 6 records were deleted");
  }

  @Test
  void aBatchThatIsStillToComeAgainIsNotTakenForRead() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(0, 4, 50);
    committed(0);
    planned(1, 60, 60);
    assertThatThrownBy(() -> checkpoint.check(SETTINGS, TOPIC))
        .hasMessageContaining("goes on at offset 4");
  }

  @Test
  void aTopicThatEndsBeforeWhatWasReadIsTold() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(9, 50, 120);
    committed(9);
    assertThatThrownBy(() -> checkpoint.check(SETTINGS, TOPIC))
        .hasMessageContaining(
            "has read partition 1 of calls.clean up to offset 120, and the partition ends at 100");
  }

  @Test
  void aCheckpointOfAnotherProgramIsRefused() throws IOException {
    planned(0, 50, 50);
    assertThatThrownBy(() -> checkpoint.check(SETTINGS, TOPIC))
        .hasMessageContainingAll("has no sfcalls.json", "--reset");
    Files.writeString(folder.resolve("sfcalls.json"), "{");
    assertThatThrownBy(() -> checkpoint.check(SETTINGS, TOPIC))
        .hasMessageContainingAll("sfcalls.json that can't be understood", "--reset");
  }

  @Test
  void resetDeletesWhatIsSparksAndOursAndNothingElse() throws IOException {
    checkpoint.begin(SETTINGS);
    planned(0, 50, 50);
    committed(0);
    Files.createDirectories(folder.resolve("state/0/0"));
    Path mine = Files.writeString(folder.resolve("notes.txt"), "mine");
    checkpoint.reset();
    assertThat(folder.toFile().list())
        .filteredOn(name -> !name.startsWith("."))
        .containsExactly("notes.txt");
    assertThat(mine).exists();
  }

  @Test
  void resetTakesACheckpointOfSparkAloneOrNone() throws IOException {
    assertThatCode(checkpoint::reset).doesNotThrowAnyException();
    planned(0, 50, 50);
    Files.writeString(folder.resolve("metadata"), "{}");
    checkpoint.reset();
    assertThat(folder.resolve("offsets")).doesNotExist();
  }

  @Test
  void resetRefusesAFolderThatIsNoCheckpoint() throws IOException {
    Path other = Files.createDirectories(folder.resolve("state"));
    assertThatThrownBy(checkpoint::reset)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("--reset deletes nothing in " + folder, "check --checkpoint");
    assertThat(other).exists();
  }

  @Test
  void aFolderThatCanNotBeWrittenIsTold() throws IOException {
    Files.writeString(folder, "a file in the way");
    assertThatThrownBy(() -> checkpoint.begin(SETTINGS))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("the checkpoint folder " + folder, "name with --checkpoint");
  }

  @Test
  void filesAsSparkWritesThemAreIntact() throws IOException {
    checkpoint.requireIntact(Optional.empty());
    planned(0, 50, 50);
    checkpoint.requireIntact(Optional.empty());
    committed(0);
    planned(1, 60, 60);
    checkpoint.requireIntact(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "v1\n{\"batchWater", "v1\n{}\n{}", "noise\n{}\n{}\n-"})
  void damagedOffsetsOfAnUnfinishedBatchMayGo(String content) throws IOException {
    planned(0, 50, 50);
    committed(0);
    planned(1, 60, 60);
    Files.writeString(folder.resolve("offsets/1"), content);

    assertDamaged("offsets/1 ", "batch 1 was not finished", "delete " + folder + "/offsets/1 and ");
    assertThatThrownBy(() -> checkpoint.requireIntact(Optional.of("finals")))
        .hasMessageContaining("finals/open/batch-1");

    Files.delete(folder.resolve("offsets/1"));
    checkpoint.requireIntact(Optional.empty());
  }

  @Test
  void damagedOffsetsOfAFinishedBatchNeedAReset() throws IOException {
    planned(0, 50, 50);
    committed(0);
    Files.writeString(folder.resolve("offsets/0"), "");
    assertDamaged("offsets/0 is empty", "batch 0 was finished", "--reset");
  }

  @Test
  void aGapInTheOffsetsNeedsAReset() throws IOException {
    for (int batch = 0; batch < 3; batch++) {
      planned(batch, 50 + batch, 50);
      committed(batch);
    }
    Files.delete(folder.resolve("offsets/1"));
    assertDamaged("offsets/1 is missing", "batch 1 was finished", "--reset");
  }

  @Test
  void aDamagedCommitMayGoSinceItsBatchIsRunAgain() throws IOException {
    planned(0, 50, 50);
    committed(0);
    Files.writeString(folder.resolve("commits/0"), "");
    assertDamaged("commits/0 is empty", "delete " + folder + "/commits/0 and ", "same totals");

    planned(1, 60, 60);
    assertDamaged("commits/0 is empty", folder + "/commits/0 and ", folder + "/offsets/1 and ");
  }

  @Test
  void aCommitWithoutItsOffsetsNeedsAReset() throws IOException {
    planned(0, 50, 50);
    committed(1);
    assertDamaged("batch 1 was finished", "offsets/1 is missing", "--reset");
  }

  @Test
  void theIdOfAQueryThatHasReadCanNotBeMissed() throws IOException {
    Path id = folder.resolve("metadata");
    Files.createDirectories(folder);
    Files.writeString(id, "");
    assertDamaged("metadata is damaged", "nothing was read yet", "delete " + id);

    planned(0, 50, 50);
    Files.writeString(id, "");
    assertDamaged("metadata, the query's id, is empty", "--reset");
    Files.delete(id);
    assertDamaged("metadata, the query's id, is missing", "--reset");
  }

  @Test
  void aFileThatDoesNotMatchItsChecksumIsDamaged() throws IOException {
    planned(0, 50, 50);
    FileSystem hadoop = FileSystem.getLocal(new Configuration());
    org.apache.hadoop.fs.Path offsets =
        new org.apache.hadoop.fs.Path(folder.resolve("offsets/1").toString());
    try (OutputStream out = hadoop.create(offsets)) {
      out.write(Files.readAllBytes(folder.resolve("offsets/0")));
    }
    committed(0);
    checkpoint.requireIntact(Optional.empty());
    Files.writeString(folder.resolve("offsets/1"), "v1\n{}\n{}\n-");
    assertDamaged("offsets/1 does not match its checksum", "batch 1 was not finished");
  }

  private void assertDamaged(String... words) {
    assertThatThrownBy(() -> checkpoint.requireIntact(Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("the checkpoint " + folder + " is damaged: ")
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  /** As Spark writes it: the version, the query's settings, a line for each source. */
  private void planned(long batch, long offset0, long offset1) throws IOException {
    Path offsets = Files.createDirectories(folder.resolve("offsets"));
    Files.writeString(folder.resolve("metadata"), "{\"id\":\"a-b-c\"}");
    Files.writeString(
        offsets.resolve(Long.toString(batch)),
        """
        v1
        {"batchWatermarkMs":0,"batchTimestampMs":1,"conf":{"spark.sql.shuffle.partitions":"2",\
        "spark.sql.streaming.stateStore.providerClass":"example.Heap"}}
        {"calls.clean":{"0":%d,"1":%d}}
        -1
        """
            .formatted(offset0, offset1));
  }

  private void committed(long batch) throws IOException {
    Path commits = Files.createDirectories(folder.resolve("commits"));
    Files.writeString(commits.resolve(Long.toString(batch)), "v1\n{\"nextBatchWatermarkMs\":0}");
  }

  private static WindowSpec hours(int size) {
    return new WindowSpec(Duration.ofHours(size), Duration.ofHours(1), Duration.ofSeconds(90));
  }
}
