package org.sfcalls.e2e.failure;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sfcalls.e2e.fixtures.Launcher;

/** A command of the ingest program as its users run it: a process of its own. */
final class IngestProcess extends CommandProcess {
  private static final Pattern URL = Pattern.compile("health and metrics at (http://\\S+)");

  private final HttpClient http = HttpClient.newHttpClient();

  private IngestProcess(
      String name, Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    super(name, folder, environment, command);
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
        new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(options);
    command.addAll(Launcher.program(arguments[0]));
    command.addAll(List.of(arguments));
    return new IngestProcess(arguments[0], folder, environment, command);
  }

  /** Waits until it has written this. */
  IngestProcess awaitOutput(String text) {
    awaitOutputOf(text);
    return this;
  }

  /** Waits until it processes records. */
  IngestProcess awaitReady() {
    awaitOutput("health and metrics at");
    await().atMost(LIMIT).until(() -> !isAlive() || status("/health/ready") == 200);
    if (!isAlive()) {
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
}
