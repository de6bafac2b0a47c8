package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.schemas.Topics;

/** The launcher as its users run it: a process of its own, which gets signals. */
@Tag("failure")
class LauncherIT {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final List<Launcher> launchers = new ArrayList<>();

  @AfterEach
  void endEverything() {
    for (Launcher launcher : launchers) {
      launcher.programs().forEach(ProcessHandle::destroyForcibly);
      launcher.process.destroyForcibly();
    }
  }

  @Test
  void aKilledLauncherLeavesNoProcessBehind() throws Exception {
    Launcher launcher = up("--fresh");
    List<ProcessHandle> programs = launcher.programs();
    assertThat(programs).hasSize(5);

    launcher.process.destroyForcibly().waitFor();

    await().atMost(END_LIMIT).until(() -> programs.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(Files.readString(folder.resolve("stack/logs/broker.log")))
        .contains("the launcher is gone");
  }

  @Test
  void controlCStopsEverythingInOrder() throws Exception {
    Launcher launcher = up("--servers-only");
    List<ProcessHandle> programs = launcher.programs();
    assertThat(programs).hasSize(2);

    // A terminal sends it to all of them.
    for (ProcessHandle program : programs) {
      signal("INT", program.pid());
    }
    signal("INT", launcher.process.pid());

    assertThat(launcher.exitCode()).isEqualTo(130);
    assertThat(programs).noneMatch(ProcessHandle::isAlive);
    // On its first runs a program keeps the classes that it has loaded.
    assertThat(launcher.output().replaceAll("(?m)^Keeping the classes of .*\n", ""))
        .endsWith(
            "\nStopping.\nStopped: all programs have ended; data and logs are in "
                + folder.resolve("stack")
                + "\n")
        .doesNotContain("exit code");
  }

  @Test
  void aStartThatTakesTooLongEndsWithTheLogToReadAndTheOptionThatWaitsLonger() throws Exception {
    Launcher launcher =
        launchOnFreePorts("up", "--servers-only", "--data=" + folder, "--start-timeout=1ms");

    assertThat(launcher.exitCode()).isEqualTo(1);
    assertThat(launcher.output())
        .contains("in vain for this: ", "Its log, " + folder.resolve("stack/logs/broker"))
        .contains("a longer --start-timeout")
        .doesNotContain("\tat ");
    assertThat(launcher.programs()).isEmpty();
  }

  @Test
  void aBrokerThatIsKilledWhileItStartsIsNamedAtOnce() throws Exception {
    Launcher launcher = launchOnFreePorts("up", "--servers-only", "--data=" + folder);
    await()
        .atMost(START_LIMIT)
        .until(() -> launcher.programs().stream().anyMatch(LauncherIT::isBroker));
    launcher.programs().stream()
        .filter(LauncherIT::isBroker)
        .forEach(ProcessHandle::destroyForcibly);

    // Half as long as the launcher's questions to it may take.
    assertThat(launcher.exitCode()).isEqualTo(1);
    assertThat(launcher.output()).contains("broker was killed (exit code 137");
  }

  private static boolean isBroker(ProcessHandle program) {
    return program
        .info()
        .commandLine()
        .filter(line -> line.contains("FormattedBroker"))
        .isPresent();
  }

  @Test
  void aProgramThatDiesEndsTheLauncher() throws Exception {
    Launcher launcher = up("--servers-only");
    List<ProcessHandle> programs = launcher.programs();
    Launcher second = launchOnFreePorts("up", "--servers-only", "--data=" + folder);
    assertThat(second.exitCode()).isEqualTo(2);
    assertThat(second.output())
        .contains("another sfcalls (process " + launcher.process.pid() + ") uses " + folder);

    long broker =
        Long.parseLong(launcher.output().replaceAll("(?s).*broker .*?pid (\\d+).*", "$1"));
    signal("KILL", broker);

    assertThat(launcher.exitCode()).isEqualTo(1);
    assertThat(launcher.output())
        .contains("broker was killed (exit code 137", "start again", "broker.log");
    assertThat(programs).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void aTopicThatIsDeletedEndsTheLauncher() throws Exception {
    Launcher launcher = up("--servers-only");
    String bootstrap = launcher.output().replaceAll("(?s).*broker +Kafka \\S+ +(\\S+).*", "$1");
    Topics topics = new Topics(Topics.DEFAULT_PREFIX);

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.deleteTopics(List.of(topics.counts())).all().get();
    }

    assertThat(launcher.exitCode()).isEqualTo(1);
    assertThat(launcher.output())
        .contains("topic " + topics.counts() + " was deleted while the stack ran", "--fresh")
        .doesNotContain("\tat ");
  }

  @Test
  void whatCanNotWorkIsRefusedBeforeAnythingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          launch(
              "up",
              "--data=" + folder,
              "--registry-port=" + taken.getLocalPort(),
              "--kafka-port=0",
              "--controller-port=0"),
          "port " + taken.getLocalPort() + " for the schema registry is taken");
    }
    assertRefused(
        launchOnFreePorts("run", "--data=" + folder, "--input=no/such/file.json"),
        "no readable file",
        "no/such/file.json");
    assertRefused(
        launchOnFreePorts("run", "--data=" + folder, "--input=x", "--generate=5"),
        "mutually exclusive");
    assertRefused(launchOnFreePorts("run", "--data=" + folder, "--seed=7"), "--generate");
    assertRefused(
        launchOnFreePorts("run", "--data=" + folder, "--speed=fast"),
        "--speed=fast: max or a number above 0 is allowed");
    assertRefused(
        launchOnFreePorts("run", "--data=" + folder, "--generate=9", "--from=2018-13-01"),
        "--from",
        "2018-13-01");
    assertRefused(
        launchOnFreePorts("run", "--data=" + folder, "stray"), "unexpected word 'stray'", "--help");
    assertRefused(launchOnFreePorts("up", "--data=" + folder, "--partitions=0"), "--partitions=0");
    assertRefused(
        launchOnFreePorts("up", "--data=" + folder, "--start-timeout=0s"),
        "--start-timeout=0s: 1ms to 24h is allowed");
    assertRefused(
        launchOnFreePorts("up", "--data=" + folder, "--settings=no/such/file"),
        "--settings=no/such/file: there is no readable file");
    Path settings = Files.writeString(folder.resolve("tiers.properties"), "analytics.window=5m");
    assertRefused(
        launchOnFreePorts("run", "--data=" + folder, "--settings=" + settings),
        "--settings=" + settings + ": analytics.window is no setting of the tiers; allowed are");
    assertThat(folder.resolve("stack")).doesNotExist();
    assertThat(folder.resolve("run")).doesNotExist();

    Files.createDirectories(folder.resolve("stack"));
    Files.writeString(folder.resolve("stack/thesis.txt"), "years of work");
    assertRefused(
        launchOnFreePorts("up", "--fresh", "--data=" + folder), "not the sandbox's", "--data");
    assertThat(folder.resolve("stack/thesis.txt")).exists();
  }

  private static void assertRefused(Launcher launcher, String... words) throws Exception {
    assertThat(launcher.exitCode()).isEqualTo(2);
    assertThat(launcher.output()).contains(words);
    assertThat(launcher.output()).doesNotContain("\tat ");
  }

  private Launcher up(String option) {
    Launcher launcher = launchOnFreePorts("up", option, "--data=" + folder);
    await()
        .atMost(START_LIMIT)
        .until(() -> launcher.output().contains("Up.") || !launcher.process.isAlive());
    assertThat(launcher.output()).contains("Up. Ctrl-C stops everything.");
    return launcher;
  }

  private Launcher launchOnFreePorts(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--kafka-port=0", "--controller-port=0", "--registry-port=0", "--dashboard-port=0"));
    return launch(all.toArray(String[]::new));
  }

  private Launcher launch(String... arguments) {
    List<String> line = new ArrayList<>();
    // Ctrl-C is ignored in what a script runs in the background, and the build may be just that.
    line.addAll(List.of("env", "--default-signal=INT"));
    line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    line.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC"));
    Path home = Path.of("..").toAbsolutePath().normalize();
    line.add("-Dsfcalls.home=" + home);
    Path sandbox = home.resolve("sandbox/target");
    line.addAll(List.of("-cp", sandbox + "/sandbox.jar:" + sandbox + "/lib/*"));
    line.add("org.sfcalls.sandbox.SandboxMain");
    line.addAll(List.of(arguments));
    Path output = folder.resolve("launcher-" + launchers.size() + ".out");
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      Launcher launcher = new Launcher(process, output);
      launchers.add(launcher);
      return launcher;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  private record Launcher(Process process, Path file) {
    String output() {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<ProcessHandle> programs() {
      try (Stream<ProcessHandle> descendants = process.descendants()) {
        return descendants.toList();
      }
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
      return process.exitValue();
    }
  }
}
