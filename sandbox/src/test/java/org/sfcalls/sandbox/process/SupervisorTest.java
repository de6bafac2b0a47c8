package org.sfcalls.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.SandboxException;

class SupervisorTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Supervisor supervisor = new Supervisor(() -> {});

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void aProgramThatDiesReportsItsNameItsCodeAndItsLastLines() {
    supervisor.startService(
        shell("broker", "for i in $(seq 30); do echo line $i; done; echo why >&2; exit 3"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("broker ended with exit code 3")
        .hasMessageContaining("| line 12\n")
        .hasMessageContaining("| why\n")
        .hasMessageNotContaining("| line 11\n")
        .hasMessageContaining("broker.log");
  }

  @Test
  void aServiceThatEndsWithoutFaultIsReportedToo() {
    supervisor.startService(shell("ingest", "exit 0"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .hasMessageContaining("ingest ended with exit code 0")
        .hasMessageContaining("is empty");
  }

  @Test
  void aProgramThatEndsAfterAWhileIsStartedAgainAFewTimes() {
    List<String> told = new CopyOnWriteArrayList<>();
    Supervisor.Restarts restarts =
        new Supervisor.Restarts(2, Duration.ofMillis(10), Duration.ZERO, Duration.ofMinutes(1));
    try (Supervisor watching = new Supervisor(() -> {}, told::add, restarts)) {
      watching.startAgainIfItEnds(shell("dashboard", "echo started; exit 3"));

      assertThatThrownBy(() -> watching.pause(LIMIT))
          .hasMessageContaining("dashboard ended with exit code 3")
          .hasMessageContaining("It was started again 2 times before.");
    }
    assertThat(told)
        .hasSize(2)
        .allMatch(line -> line.startsWith("dashboard ended with exit code 3 (log "));
    assertThat(content(folder.resolve("dashboard.log"))).isEqualTo("started\n".repeat(3));
  }

  @Test
  void aProgramThatIsKilledRightAfterItsStartIsStartedAgain() {
    Supervisor.Restarts restarts =
        new Supervisor.Restarts(
            2, Duration.ofMillis(10), Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (Supervisor watching = new Supervisor(() -> {}, line -> {}, restarts)) {
      watching.startAgainIfItEnds(shell("ingest", "echo started; kill -9 $$"));

      assertThatThrownBy(() -> watching.pause(LIMIT))
          .hasMessageContaining("ingest was killed (exit code 137")
          .hasMessageContaining("It was started again 2 times before.");
    }
    assertThat(content(folder.resolve("ingest.log"))).isEqualTo("started\n".repeat(3));
  }

  @Test
  void aProgramThatCanNotEvenStartIsNotStartedAgain() {
    supervisor.startAgainIfItEnds(shell("ingest", "echo no such option; exit 2"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .hasMessageContaining("ingest ended with exit code 2")
        .hasMessageNotContaining("started again");
    assertThat(content(folder.resolve("ingest.log"))).isEqualTo("no such option\n");
  }

  @Test
  void aTaskMayEndWellAndNotOtherwise() {
    ChildProcess task = supervisor.startTask(shell("replay", "exit 0"));
    supervisor.await("the end", LIMIT, () -> !task.isAlive());
    supervisor.pause(Duration.ofMillis(100));

    supervisor.startTask(shell("replay", "echo broken file >&2; exit 1"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT)).hasMessageContaining("| broken file");
  }

  @Test
  void aTaskThatFailedIsKnownAsSoonAsItIsGone() {
    ChildProcess well = supervisor.startTask(shell("well", "exit 0"));
    supervisor.await("the end", LIMIT, () -> !well.isAlive());
    supervisor.requireSuccess(well);

    ChildProcess replay = supervisor.startTask(shell("replay", "echo broken file >&2; exit 1"));
    await().atMost(LIMIT).until(() -> !replay.isAlive());

    assertThatThrownBy(() -> supervisor.requireSuccess(replay))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("replay ended with exit code 1")
        .hasMessageContaining("| broken file");
  }

  @Test
  void theLastLinesCanNotSteerTheTerminal() {
    supervisor.startService(shell("ingest", "printf 'bad \\033[2J\\302\\233call\\n'; exit 1"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .hasMessageContaining("| bad \\u001b[2J\\u009bcall\n");
  }

  @Test
  void theLastLinesHoldNoStepsOfAStackTrace() {
    supervisor.startService(
        shell(
            "broker",
            "echo first; for i in $(seq 40); do printf '\\tat a.B.c(B.java:1)\\n'; done;"
                + " printf '\\t... 9 more\\nCaused by: x\\n'; exit 1"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .hasMessageContaining("its log:\n  | first\n  | Caused by: x\nThe log is ")
        .hasMessageNotContaining("\tat ");
  }

  @Test
  void whatTheMachineRefusedIsTheLastLine() {
    supervisor.startService(
        shell("broker", "echo 'java.io.IOException: No space left on device'; exit 1"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .message()
        .matches("(?s).*\nThe reason: the disk of [^\n]* is full: [^\n]*");
  }

  @Test
  void whatAnEarlierStartLoggedIsNotTheReason() throws IOException {
    Files.writeString(folder.resolve("broker.log"), "No space left on device\n");
    supervisor.startService(shell("broker", "echo no such option; exit 1"));

    assertThatThrownBy(() -> supervisor.pause(LIMIT))
        .hasMessageContaining("| no such option\n")
        .hasMessageNotContaining("No space left")
        .hasMessageNotContaining("The reason");
  }

  @Test
  void aProgramThatCanNotBeStartedIsReportedWithoutATrace() {
    Program missing =
        new Program("ingest", List.of("/no/such/java"), Map.of(), folder, folder.resolve("log"));

    assertThatThrownBy(() -> supervisor.startService(missing))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("can't start ingest: ")
        .hasMessageContaining("/no/such/java");
  }

  @Test
  void stopsTheServicesWhenAllOthersHaveEnded() throws IOException {
    Path ends = folder.resolve("ends");
    supervisor.startService(untilTerm("broker", ends));
    supervisor.startService(untilTerm("registry", ends));
    supervisor.startTask(untilTerm("replay", ends));
    supervisor.startAgainIfItEnds(untilTerm("ingest", ends));
    List<String> all = List.of("broker", "registry", "replay", "ingest");
    for (String name : all) {
      supervisor.await(name, LIMIT, () -> content(folder.resolve(name + ".log")).contains("ready"));
    }
    assertThat(supervisor.running()).extracting(ChildProcess::name).isEqualTo(all);

    supervisor.close();

    List<String> ended = Files.readAllLines(ends);
    assertThat(ended.subList(0, 2)).containsExactlyInAnyOrder("replay", "ingest");
    assertThat(ended.subList(2, 4)).containsExactlyInAnyOrder("broker", "registry");
    assertThat(supervisor.running()).isEmpty();
    assertThatThrownBy(() -> supervisor.startTask(shell("late", "exit 0")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsThrownAwayIsNotAskedToEndInOrder() throws IOException {
    Path ends = folder.resolve("ends");
    supervisor.startService(untilTerm("broker", ends));
    supervisor.await(
        "broker", LIMIT, () -> content(folder.resolve("broker.log")).contains("ready"));

    supervisor.endAtOnce();
    supervisor.close();

    assertThat(supervisor.running()).isEmpty();
    assertThat(ends).doesNotExist();
  }

  /** Tells its end, a moment after it is asked to end. */
  private Program untilTerm(String name, Path ends) {
    return shell(
        name,
        "trap 'sleep 0.2; echo "
            + name
            + " >> "
            + ends
            + "; exit' TERM; echo ready; while true; do sleep 0.05; done");
  }

  @Test
  void whatDoesNotComeIsSaidInWords() {
    assertThatThrownBy(
            () ->
                supervisor.await(
                    "the broker answers", Duration.ofMillis(100), "See its log.", () -> false))
        .hasMessageContaining("in vain")
        .hasMessageEndingWith("the broker answers. See its log.");
  }

  private Program shell(String name, String script) {
    return new Program(
        name, List.of("sh", "-c", script), Map.of(), folder, folder.resolve(name + ".log"));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
