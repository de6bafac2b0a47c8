package org.sfcalls.sandbox.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.process.Program;
import org.sfcalls.schemas.Topics;

class ProgramsTest {
  private static final String JOB = "spark-analytics.jar";

  @TempDir private Path home;
  private DataFolder folder;

  @BeforeEach
  void openFolder() throws IOException {
    Path logging = home.resolve("spark-analytics/conf/log4j2.properties");
    Files.createDirectories(logging.getParent());
    Files.writeString(logging, "rootLogger.level = warn");
    folder = DataFolder.open(home.resolve("data"), false);
  }

  @AfterEach
  void closeFolder() {
    folder.close();
  }

  @Test
  void ingestIsToldItsThreadsAndTheSettingsOfItsClients() {
    TierSettings tiers =
        new TierSettings(Map.of("ingest.threads", "3", "ingest.batch.size", "9", "spark.a", "b"));

    assertThat(added(programs(TierSettings.EMPTY).ingest(), programs(tiers).ingest()))
        .containsExactlyInAnyOrder("--threads", "3", "--kafka.property", "batch.size=9");
  }

  @Test
  void theJobIsToldItsOptionsAndSparkItsOwnSettings() {
    TierSettings tiers =
        new TierSettings(
            Map.of(
                "analytics.trigger", "2s", "spark.sql.shuffle.partitions", "5", "ingest.a", "b"));
    List<String> command = programs(tiers).analytics().command();

    assertThat(added(programs(TierSettings.EMPTY).analytics(), programs(tiers).analytics()))
        .containsExactlyInAnyOrder("--conf", "spark.sql.shuffle.partitions=5", "--trigger", "2s");
    assertThat(command.indexOf("spark.sql.shuffle.partitions=5")).isLessThan(job(command));
    assertThat(command.indexOf("--trigger")).isGreaterThan(job(command));
  }

  @Test
  void whatSparkIsToldInAnyCaseCanNotBeSet() {
    List<String> command = programs(TierSettings.EMPTY).analytics().command();
    List<String> names =
        command.stream()
            .filter(argument -> argument.startsWith("spark.") && argument.contains("="))
            .map(argument -> argument.substring(0, argument.indexOf('=')))
            .toList();

    assertThat(names).hasSizeGreaterThanOrEqualTo(4);
    for (String name : names) {
      assertThatThrownBy(() -> new TierSettings(Map.of(name, "x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + " is fixed");
    }
  }

  @Test
  void aBriefStackIsCompiledFastAndNoOtherIs() {
    Programs programs = programs(TierSettings.EMPTY);
    StackSettings brief =
        new StackSettings(
            folder.path(),
            true,
            9092,
            9093,
            8081,
            4,
            StackSettings.START_TIMEOUT,
            TierSettings.EMPTY,
            true);
    Programs inBrief =
        new Programs(new Installation(home), folder, brief, Topics.withPrefix("staging"));

    assertThat(added(programs.analytics(), inBrief.analytics()))
        .containsExactly("-XX:TieredStopAtLevel=1");
    assertThat(added(programs.ingest(), inBrief.ingest()))
        .containsExactly("-XX:TieredStopAtLevel=1");
  }

  @Test
  void allProgramsGetTheTopicPrefix() {
    Programs programs = programs(TierSettings.EMPTY);

    for (Program program :
        List.of(
            programs.ingest(),
            programs.analytics(),
            programs.dashboard(8092),
            programs.account(false, home),
            programs.replay(List.of()))) {
      assertThat(program.command()).containsSequence("--topic-prefix", "staging");
    }
  }

  @Test
  void noLibraryTakesTheFoldersNameApart() throws IOException {
    Path registry = Files.createDirectories(home.resolve("sandbox/registry/target/apicurio"));
    Files.createFile(registry.resolve("apicurio-registry-app-1.jar"));
    folder.close();
    folder = DataFolder.open(home.resolve("Données d'été, señal;1=${x}"), false);
    Programs programs = programs(TierSettings.EMPTY);

    List<String> settings = new ArrayList<>(programs.broker().command());
    settings.addAll(programs.registry().command());
    settings.addAll(
        programs.analytics().command().stream()
            .filter(argument -> argument.startsWith("spark."))
            .toList());
    settings.add(Files.readString(folder.resolve("broker.properties")));
    settings.removeIf(("-Djava.io.tmpdir=" + folder.temporary())::equals);

    assertThat(settings).noneMatch(setting -> setting.contains("señal"));
    assertThat(programs.broker().directory()).isEqualTo(folder.path());
    assertThat(programs.registry().directory()).isEqualTo(folder.path());
    assertThat(programs.analytics().directory()).isEqualTo(folder.path());
  }

  private Programs programs(TierSettings tiers) {
    return new Programs(
        new Installation(home),
        folder,
        new StackSettings(
            folder.path(), false, 9092, 9093, 8081, 4, StackSettings.START_TIMEOUT, tiers, false),
        Topics.withPrefix("staging"));
  }

  /** The arguments that the second has and the first has not. */
  private static List<String> added(Program before, Program after) {
    List<String> added = new ArrayList<>(after.command());
    before.command().forEach(added::remove);
    assertThat(added).hasSize(after.command().size() - before.command().size());
    return added;
  }

  private static int job(List<String> command) {
    return command.indexOf(
        command.stream().filter(argument -> argument.endsWith(JOB)).findFirst().orElseThrow());
  }
}
