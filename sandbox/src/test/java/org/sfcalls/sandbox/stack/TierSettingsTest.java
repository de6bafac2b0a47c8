package org.sfcalls.sandbox.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.sandbox.SandboxException;

class TierSettingsTest {
  @TempDir private Path folder;

  @Test
  void aFileIsALineForEachSettingWithCommentsAndSpaceWhereverTheyAreWanted() throws IOException {
    TierSettings settings =
        read(
            """
            # recommended
            partitions=3             # of each topic
            ingest.threads = 2

              ingest.linger.ms=5
            analytics.trigger=0s
            analytics.max-offsets-per-trigger=9000000000
            spark.sql.shuffle.partitions=5
            spark.executor.extraJavaOptions=-Da=b#c -Dd=e
            """);

    assertThat(settings.byName())
        .containsExactly(
            Map.entry("partitions", "3"),
            Map.entry("ingest.threads", "2"),
            Map.entry("ingest.linger.ms", "5"),
            Map.entry("analytics.trigger", "0s"),
            Map.entry("analytics.max-offsets-per-trigger", "9000000000"),
            Map.entry("spark.sql.shuffle.partitions", "5"),
            Map.entry("spark.executor.extraJavaOptions", "-Da=b#c -Dd=e"));
    assertThat(settings.partitions()).hasValue(3);
    assertThat(settings.ingestArguments())
        .containsExactly("--threads", "2", "--kafka.property", "linger.ms=5");
    assertThat(settings.analyticsArguments())
        .containsExactly("--trigger", "0s", "--max-offsets-per-trigger", "9000000000");
    assertThat(settings.spark())
        .containsOnlyKeys("spark.sql.shuffle.partitions", "spark.executor.extraJavaOptions");
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheFirstName() throws IOException {
    assertThat(read("\uFEFFpartitions=3\r\n").partitions()).hasValue(3);
  }

  @Test
  void aFileWithoutSettingsIsAsNone() throws IOException {
    assertThat(read("# nothing yet\n\n")).isEqualTo(TierSettings.EMPTY);
    assertThat(TierSettings.EMPTY.partitions()).isEmpty();
    assertThat(TierSettings.EMPTY.toText()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAsItWas() throws IOException {
    Map<String, String> byName = new LinkedHashMap<>();
    byName.put(TierSettings.SPARK + "sql.shuffle.partitions", "2");
    byName.put(TierSettings.PARTITIONS, "64");
    byName.put(TierSettings.INGEST + "compression.type", "zstd");
    byName.put(TierSettings.INGEST_THREADS, "1");
    byName.put(TierSettings.TRIGGER, "500ms");
    byName.put(TierSettings.MAX_OFFSETS_PER_TRIGGER, "1");
    TierSettings settings = new TierSettings(byName);
    byName.clear();

    assertThat(settings.toText())
        .startsWith(
            "spark.sql.shuffle.partitions=2\npartitions=64\ningest.compression.type=zstd\n");
    assertThat(read(settings.toText())).isEqualTo(settings);
    assertThat(settings.byName()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "analytics.window=5m, analytics.window",
    "analytics.checkpoint=/tmp, analytics.checkpoint",
    "Partitions=4, Partitions",
    "threads=2, threads",
    "ingest.=2, ingest.",
    "spark.=2, spark.",
    "spark.a b=2, spark.a b",
    "=2, ''"
  })
  void anyOtherNameIsRefusedWithThoseThatAreAllowed(String line, String name) {
    assertRefused(
        line,
        name + " is no setting of the tiers; allowed are partitions, ingest.threads, ingest.NAME",
        "analytics.max-offsets-per-trigger, analytics.trigger, spark.NAME");
  }

  @ParameterizedTest
  @CsvSource({
    "partitions=0, a number from 1 to 64",
    "partitions=65, a number from 1 to 64",
    "partitions=four, a number from 1 to 64",
    "ingest.threads=0, a number from 1 to 2147483647",
    "ingest.threads=3000000000, a number from 1 to 2147483647",
    "analytics.max-offsets-per-trigger=-1, a number from 1 to 9223372036854775807",
    "analytics.trigger=5, 'use a whole number and ms, s, m, h or d'",
    "ingest.linger.ms=, a value of one line",
    "spark.ui.port= # none, a value of one line"
  })
  void aValueThatCanNotBeIsRefusedWithWhatIsAllowed(String line, String allowed) {
    assertRefused(line, line.substring(0, line.indexOf('=')), allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.ui.enabled=true",
    "spark.master=local[8]",
    "spark.driver.memory=4g",
    "spark.sql.streaming.multipleWatermarkPolicy=max",
    "ingest.bootstrap.servers=elsewhere:9092"
  })
  void whatTheSandboxAndTheJobSetThemselvesIsRefused(String line) {
    assertRefused(line, line.substring(0, line.indexOf('=')) + " is fixed; allowed are all");
  }

  @Test
  void aLineThatIsNoSettingAndANameThatComesTwiceAreRefusedWithTheirLine() {
    assertRefused("partitions=4\n\nspark", "line 3 is 'spark'; NAME=VALUE is allowed");
    assertRefused("partitions=4\npartitions = 5", "line 2 sets partitions again");
  }

  @Test
  void aFileThatCanNotBeReadIsRefused() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> TierSettings.read(missing))
        .hasMessage("--settings=" + missing + ": there is no readable file " + missing);
    assertThatThrownBy(() -> TierSettings.read(folder))
        .hasMessageContaining("there is no readable file");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {'a', '=', (byte) 0xff});
    assertThatThrownBy(() -> TierSettings.read(binary))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("can't be read as text in UTF-8");
  }

  @Test
  void aValueThatWouldNotBeReadAsItWasIsNoSetting() {
    for (String value : List.of("a\nb", " a", "a # b", "#a", "")) {
      assertThatThrownBy(() -> new TierSettings(Map.of("spark.app.tag", value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("spark.app.tag", "a value of one line without a comment");
    }
  }

  private TierSettings read(String text) throws IOException {
    return TierSettings.read(
        Files.writeString(folder.resolve("tiers.properties"), text, StandardCharsets.UTF_8));
  }

  private void assertRefused(String text, String... words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            SandboxException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(SandboxException.REFUSED))
        .hasMessageStartingWith("--settings=" + folder.resolve("tiers.properties") + ": ")
        .hasMessageContainingAll(words);
  }
}
