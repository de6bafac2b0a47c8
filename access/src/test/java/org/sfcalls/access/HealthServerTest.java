package org.sfcalls.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthServerTest {
  private static final HttpAddress ANY = HttpAddress.parse("127.0.0.1:0");

  private final AtomicReference<Health> health =
      new AtomicReference<>(new Health(true, false, "STARTING"));
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void tellsHealthAndMetrics() throws Exception {
    try (HealthServer server = start()) {
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(server, "/health/ready").body()).isEqualTo("STARTING\n");

      health.set(new Health(true, true, "RUNNING"));
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);

      health.set(new Health(false, false, "ERROR"));
      assertThat(get(server, "/health/live").statusCode()).isEqualTo(503);

      HttpResponse<String> metrics = get(server, "/metrics");
      assertThat(metrics.body()).isEqualTo("calls_total 7\n");
      assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
          .contains("version=0.0.4");
    }
  }

  @Test
  void answersNothingElse() throws Exception {
    try (HealthServer server = start()) {
      assertThat(get(server, "/").statusCode()).isEqualTo(404);
      assertThat(get(server, "/metrics/../etc/passwd").statusCode()).isEqualTo(404);
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(server.url() + "/metrics"))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aFailureIsAnAnswerToo() throws Exception {
    HealthServer failing =
        HealthServer.start(
            ANY,
            health::get,
            () -> {
              throw new IllegalStateException("no metrics today");
            });
    try (failing) {
      assertThat(get(failing, "/metrics").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void aNameOfAnotherSiteIsNotAnswered() throws Exception {
    try (HealthServer server = start()) {
      assertThat(raw(server, "GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
          .startsWith("HTTP/1.1 421 ")
          .contains("does not answer for 'evil.example'");
      assertThat(raw(server, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void requestsThatComeByHalfAndIdleConnectionsKeepNoProbeWaiting() throws Exception {
    List<Socket> open = new ArrayList<>();
    try (HealthServer server = start()) {
      for (int i = 0; i < 500; i++) {
        open.add(connect(server));
      }
      for (Socket socket : open.subList(0, 100)) {
        socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: loc".getBytes(US_ASCII));
      }
      long start = System.nanoTime();
      HttpRequest probe =
          HttpRequest.newBuilder(URI.create(server.url() + "/health/live"))
              .timeout(Duration.ofSeconds(30))
              .build();
      assertThat(client.send(probe, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
      assertThat(hungUp(open.get(0))).as("the server hung up").isTrue();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** Whether the server ends the connection; it may end or reset it. */
  private static boolean hungUp(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private static Socket connect(HealthServer server) throws IOException {
    URI url = URI.create(server.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String raw(HealthServer server, String request) throws IOException {
    try (Socket socket = connect(server)) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (HealthServer server = start()) {
      HttpAddress taken = HttpAddress.parse(server.url().substring("http://".length()));
      assertThatThrownBy(() -> HealthServer.start(taken, health::get, () -> ""))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(taken.toString())
          .hasMessageContaining("--http");
    }
  }

  @Test
  void anIpv6AddressStandsInBrackets() {
    assertThat(HttpAddress.parse("[::1]:8090")).isEqualTo(new HttpAddress("[::1]", 8090));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8090", ":8090", "localhost", "localhost:", "localhost:65536", "::1:80"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> HttpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("HOST:PORT");
  }

  private HealthServer start() {
    return HealthServer.start(ANY, health::get, () -> "calls_total 7\n");
  }

  private HttpResponse<String> get(HealthServer server, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
  }
}
