package org.sfcalls.sandbox.operations;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of the ingest program as its users run it: a process of its own. */
final class IngestProcess implements AutoCloseable {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Pattern URL = Pattern.compile("health and metrics at (http://\\S+)");

  private final Process process;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private IngestProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param folder where its output goes
   * @param environment variables set beside the test's own
   * @param options JVM options
   */
  static IngestProcess start(
      Path folder, Map<String, String> environment, List<String> options, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
    command.addAll(options);
    command.add("-cp");
    command.add(
        HOME.resolve("ingest-streams/target/ingest-streams.jar")
            + ":"
            + HOME.resolve("ingest-streams/target/lib/*"));
    command.add("org.sfcalls.ingest.IngestMain");
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, arguments[0] + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new IngestProcess(builder.start(), log);
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
  IngestProcess awaitOutput(String text) {
    await().atMost(LIMIT).until(() -> !process.isAlive() || output().contains(text));
    if (!output().contains(text)) {
      throw new AssertionError("it never wrote '" + text + "':\n" + output());
    }
    return this;
  }

  /** Waits until it processes records. */
  IngestProcess awaitReady() {
    awaitOutput("health and metrics at");
    await().atMost(LIMIT).until(() -> !process.isAlive() || status("/health/ready") == 200);
    if (!process.isAlive()) {
      throw new AssertionError("it ended:\n" + output());
    }
    return this;
  }

  int status(String path) {
    return get(path).statusCode();
  }

  /** What it answers; it must listen on HTTP. */
  HttpResponse<String> get(String path) {
    Matcher url = URL.matcher(output());
    if (!url.find()) {
      throw new AssertionError("it does not say where it answers:\n" + output());
    }
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(url.group(1) + path)).build(), BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new AssertionError("it does not answer:\n" + output(), e);
    } catch (IOException e) {
      throw new AssertionError("its answer broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
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

  @Override
  public void close() {
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
  }
}
