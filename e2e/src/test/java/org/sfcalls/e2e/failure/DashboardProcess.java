package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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

/** The dashboard as its users run it: a process of its own, on a port that is free. */
final class DashboardProcess extends CommandProcess {
  private static final Pattern URL = Pattern.compile("the page is at (http://\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  private DashboardProcess(Path folder, List<String> command) throws IOException {
    super("dashboard", folder, Map.of(), command);
  }

  /**
   * Starts it.
   *
   * @param folder where its output goes
   * @param file its database
   */
  static DashboardProcess start(
      Path folder, Path file, String bootstrap, String registryUrl, String... further)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                HOME.resolve("dashboard/target/dashboard.jar")
                    + ":"
                    + HOME.resolve("dashboard/target/lib/*"),
                "org.sfcalls.dashboard.DashboardMain",
                "dashboard",
                "--bootstrap",
                bootstrap,
                "--registry",
                registryUrl,
                "--http",
                "127.0.0.1:0",
                "--file",
                file.toString()));
    command.addAll(List.of(further));
    return new DashboardProcess(folder, command);
  }

  /** Waits until it serves the page. */
  DashboardProcess awaitPage() {
    awaitOutputOf("the page is at");
    return this;
  }

  String url() {
    Matcher url = URL.matcher(output());
    if (!url.find()) {
      throw new AssertionError("it does not say where the page is:\n" + output());
    }
    return url.group(1);
  }

  /** What it answers. */
  HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + path + ":\n" + output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** A view's answer. */
  JsonNode json(String path) {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(path + " is no JSON: " + answer.body(), e);
    }
  }

  /** Waits until everything that is on the topics is stored. */
  DashboardProcess awaitUpToDate() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              JsonNode status = json("/api/status");
              assertThat(status.at("/state").asText())
                  .as(() -> status + "\n" + output())
                  .isEqualTo("following");
              assertThat(status.at("/records_behind").asLong()).isZero();
            });
    return this;
  }
}
