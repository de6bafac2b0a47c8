package org.sfcalls.e2e.failure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A gate in front of a registry, which may be closed, or ask for a name and a password. */
final class RegistryGate implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI registry;
  private final String wanted;
  private final Map<String, Integer> passed = new ConcurrentHashMap<>();

  /**
   * @param port where it stands; 0 for any that is free
   * @param registryUrl what is behind it
   * @param credentials {@code name:password}; null to let everybody in
   */
  RegistryGate(int port, String registryUrl, String credentials) throws IOException {
    this.registry = URI.create(registryUrl);
    this.wanted =
        credentials == null
            ? null
            : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::pass);
    server.start();
  }

  /** How often each path was asked for. */
  Map<String, Integer> requests() {
    return Map.copyOf(passed);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + registry.getPath();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      if (wanted != null && !wanted.equals(given)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      passed.merge(exchange.getRequestURI().getPath(), 1, Integer::sum);
      HttpRequest request =
          HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI().toString()))
              .header("Content-Type", "application/json")
              .method(
                  exchange.getRequestMethod(),
                  HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
              .build();
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
