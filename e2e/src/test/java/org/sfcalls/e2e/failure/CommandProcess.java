package org.sfcalls.e2e.failure;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program as its users run it: a process of its own, whose output can be looked at. */
class CommandProcess implements AutoCloseable {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  static final Duration LIMIT = Duration.ofSeconds(120);

  private final Process process;
  private final Path log;

  /**
   * Starts it.
   *
   * @param name what its log is named after
   * @param folder where its output goes
   * @param environment variables set beside the test's own
   */
  CommandProcess(String name, Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    this.log = Files.createTempFile(folder, name + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    this.process = builder.start();
  }

  /** The Java program of this JVM. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** All that it has written so far, to either stream. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError("the log can't be read", e);
    }
  }

  /** Waits until it has written this. */
  void awaitOutputOf(String text) {
    await().atMost(LIMIT).until(() -> !process.isAlive() || output().contains(text));
    if (!output().contains(text)) {
      throw new AssertionError("it never wrote '" + text + "':\n" + output());
    }
  }

  /** Sends SIGINT. */
  void interrupt() throws IOException, InterruptedException {
    signal("INT");
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Ends it as {@code kill -9} does; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
  }

  /** Stops it where it is, as a closed lid does, until {@link #resume}. */
  void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  /** Waits until it ends. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end:\n" + output());
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it with all that it has started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    kill();
  }
}
