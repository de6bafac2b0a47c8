package org.sfcalls.analytics.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sfcalls.analytics.writing.Outcomes.batch;
import static org.sfcalls.analytics.writing.Outcomes.counted;
import static org.sfcalls.analytics.writing.Outcomes.late;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.analytics.SparkForTests;
import org.sfcalls.analytics.counting.KeyOutcome;
import org.sfcalls.schemas.WindowSpec;

class ParquetSinkTest {

  /** What the batches bring and the watermark in force during each. */
  private record Batch(String watermark, List<KeyOutcome> outcomes) {}

  /** The window of 12:10 gets its last call in batch 1 and is passed by batch 2's watermark. */
  private static final List<Batch> BATCHES =
      List.of(
          new Batch(
              "1970-01-01T00:00:00Z",
              List.of(
                  counted("2018-12-01T12:00:00Z", "Fire", "HAN", 2),
                  counted("2018-12-01T12:10:00Z", "Fire", "OTS", 1),
                  late("2018-11-01T00:00:00Z", "Fire"))),
          new Batch(
              "2018-12-01T12:05:00Z",
              List.of(
                  counted("2018-12-01T12:10:00Z", "Fire", "OTS", 3),
                  counted("2018-12-02T07:55:00Z", "Noise", "HAN", 1))),
          new Batch("2018-12-01T12:20:00Z", List.of()),
          new Batch(
              "2018-12-02T08:05:00Z",
              List.of(
                  counted("2018-12-02T08:00:00Z", "Noise", "HAN", 4),
                  counted("2018-12-03T08:00:00Z", "Fire", "HAN", 9))),
          new Batch("2018-12-02T08:10:00Z", List.of()));

  private static final List<String> FINAL =
      List.of(
          "2018-12-01 2018-12-01T12:00:00Z Fire HAN Handled 2",
          "2018-12-01 2018-12-01T12:10:00Z Fire OTS null 3",
          // Midnight of San Francisco is 08:00 UTC.
          "2018-12-01 2018-12-02T07:55:00Z Noise HAN Handled 1",
          "2018-12-02 2018-12-02T08:00:00Z Noise HAN Handled 4");

  private final SparkSession spark = SparkForTests.session();

  @TempDir Path folder;

  @Test
  void aWindowIsWrittenOnceWithItsLastTotalWhenTheWatermarkReachesItsEnd() {
    ParquetSink sink = sink(folder.toString(), "q");
    List<Integer> numbers = new ArrayList<>();
    for (int batch = 0; batch < BATCHES.size(); batch++) {
      write(sink, batch);
      numbers.add(written(folder.toString()).size());
    }

    assertThat(numbers).containsExactly(0, 0, 2, 3, 4);
    assertThat(written(folder.toString())).containsExactlyElementsOf(FINAL);
  }

  @Test
  void aBatchThatIsRunAgainChangesNothing() {
    for (int batch = 0; batch < BATCHES.size(); batch++) {
      write(sink(folder.toString(), "q"), batch);
      write(sink(folder.toString(), "q"), batch);
    }

    assertThat(written(folder.toString())).containsExactlyElementsOf(FINAL);
  }

  @Test
  void whereverItDiesNoWindowIsLostOrDoubledAndReadersSeeWholeFilesOnly() {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs." + FailingFileSystem.SCHEME + ".impl", FailingFileSystem.class.getName());
    String failing = FailingFileSystem.SCHEME + "://" + folder;
    int died = 0;
    for (int batch = 0; batch < BATCHES.size(); batch++) {
      boolean done = false;
      while (!done) {
        try {
          write(sink(failing, "q"), batch);
          done = true;
        } catch (UncheckedIOException e) {
          died++;
          assertThat(written(folder.toString())).doesNotHaveDuplicates().isSubsetOf(FINAL);
        }
      }
    }

    // The claim, five generations, three files and four deletions, each before and after.
    assertThat(died).isEqualTo(FailingFileSystem.failures()).isGreaterThanOrEqualTo(26);
    assertThat(written(folder.toString())).containsExactlyElementsOf(FINAL);
  }

  @Test
  void itKeepsTheOpenWindowsOfTheNewestBatchAlone() throws Exception {
    ParquetSink sink = sink(folder.toString(), "q");
    for (int batch = 0; batch < BATCHES.size(); batch++) {
      write(sink, batch);
    }

    try (Stream<Path> generations = Files.list(folder.resolve("open"))) {
      assertThat(generations)
          .extracting(path -> path.getFileName().toString())
          .containsExactly("batch-4");
    }
    assertThat(spark.read().parquet(folder.resolve("open/batch-4/state=open").toString()).count())
        .isEqualTo(1);
  }

  @Test
  void theFolderOfAnotherQueryIsRefused() {
    write(sink(folder.toString(), "one"), 0);

    assertThatThrownBy(() -> write(sink(folder.toString(), "two"), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds the windows of another query (one, this one is two)");
  }

  @Test
  void aFolderThatHoldsSomethingElseIsRefused() throws Exception {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> write(sink(folder.toString(), "q"), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not empty and holds no windows of this job");
  }

  @Test
  void aQueryThatRanWithoutTheSinkIsRefusedBecauseWindowsWouldBeMissing() {
    write(sink(folder.toString(), "q"), 0);

    assertThatThrownBy(() -> write(sink(folder.toString(), "q"), 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("up to batch 0, and the query goes on with batch 2");
    assertThatThrownBy(() -> write(sink(folder.resolve("new").toString(), "q"), 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds no batch");
  }

  private void write(ParquetSink sink, int batch) {
    sink.write(batch(BATCHES.get(batch).outcomes()), batch);
  }

  /** A sink as a new process has it. */
  private static ParquetSink sink(String folder, String id) {
    return new ParquetSink(
        folder,
        new StreamedQuery() {
          @Override
          public String id() {
            return id;
          }

          @Override
          public long watermarkMs(long batch) {
            return Instant.parse(BATCHES.get((int) batch).watermark()).toEpochMilli();
          }
        },
        WindowSpec.DEFAULT);
  }

  /** The final windows as any reader finds them, by date and start. */
  private List<String> written(String folder) {
    Path windows = Path.of(folder, "windows");
    // Spark takes a folder without a single file for an error.
    if (!Files.exists(windows) || !holdsAFile(windows)) {
      return List.of();
    }
    return spark.read().parquet(windows.toString()).collectAsList().stream()
        .map(
            row ->
                row.getAs("date")
                    + " "
                    + row.<Timestamp>getAs("window_start").toInstant()
                    + " "
                    + row.getAs("original_crime_type_name")
                    + " "
                    + row.getAs("disposition")
                    + " "
                    + row.getAs("disposition_description")
                    + " "
                    + row.getAs("count"))
        .sorted()
        .toList();
  }

  private static boolean holdsAFile(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.anyMatch(path -> path.toString().endsWith(".parquet"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
