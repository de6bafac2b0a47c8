package org.sfcalls.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class ClassArchiveTest {
  @TempDir private Path folder;
  private Path jar;

  /** A program that prints and ends: Kafka's list of a producer's settings. */
  @BeforeEach
  void copyAProgram() throws IOException, URISyntaxException {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    jar = lib.resolve("program.jar");
    copy(ProducerConfig.class, jar);
    copy(Logger.class, lib.resolve("library.jar"));
  }

  private static void copy(Class<?> some, Path jar) throws IOException, URISyntaxException {
    Files.copy(Path.of(some.getProtectionDomain().getCodeSource().getLocation().toURI()), jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
  }

  @Test
  void theFirstRunWritesTheArchiveAndTheNextTakesItsClassesFromIt() throws Exception {
    ClassArchive first = archive();
    assertThat(first.isWritten()).isTrue();
    assertThat(run(first)).noneMatch(line -> line.contains("shared objects file (top)"));
    first.keep();

    ClassArchive second = archive();
    assertThat(second.isWritten()).isFalse();
    assertThat(run(second))
        .anyMatch(
            line ->
                line.contains(
                    ProducerConfig.class.getName() + " source: shared objects file (top)"));
  }

  @Test
  void anArchiveThatIsOlderThanAJarIsReplaced() throws Exception {
    ClassArchive first = archive();
    run(first);
    first.keep();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(archive().isWritten()).isTrue();
  }

  @Test
  void whatIsNoArchiveDoesNotKeepTheProgramFromRunning() throws Exception {
    ClassArchive first = archive();
    Path file = folder.resolve("archives/program-" + Runtime.version() + ".jsa");
    Files.writeString(file, "no archive");

    ClassArchive used = archive();
    assertThat(first.isWritten()).isTrue();
    assertThat(used.isWritten()).isFalse();
    assertThat(run(used)).anyMatch(line -> line.contains("bootstrap.servers"));
  }

  @Test
  void whatALauncherThatWasKilledLeftIsDeleted() throws Exception {
    Path archives = Files.createDirectory(folder.resolve("archives"));
    String name = "program-" + Runtime.version() + ".jsa.";
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path left = Files.createFile(archives.resolve(name + ended.pid() + ".tmp"));
    Path ofOther =
        Files.createFile(archives.resolve(name + ProcessHandle.current().pid() + ".tmp"));

    archive();

    assertThat(left).doesNotExist();
    assertThat(ofOther).exists();
  }

  @Test
  void whereNothingCanBeWrittenThereIsNoArchiveAndNoOption() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    ClassArchive none = ClassArchive.of(file.resolve("archives"), "program", jar.toString());

    assertThat(none.options()).isEmpty();
    assertThat(none.isWritten()).isFalse();
  }

  private ClassArchive archive() {
    return ClassArchive.of(folder.resolve("archives"), "program", jar.getParent() + "/*");
  }

  private List<String> run(ClassArchive archive) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(archive.options());
    command.addAll(List.of("-Xlog:class+load", "-cp", jar.getParent() + "/*"));
    command.add(ProducerConfig.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
