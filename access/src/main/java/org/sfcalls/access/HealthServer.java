package org.sfcalls.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /health/live}, {@code /health/ready} (200 or 503, with the state) and {@code
 * /metrics}. It asks for no password: what it listens on is for the operator to guard. It bounds
 * what a sender can hold: 32 threads, five seconds for a request, ten for an answer; and it answers
 * only what {@link HostCheck} allows, others with 421.
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /** A probe asks every few seconds; beyond so many, senders wait for those before them. */
  private static final int THREADS = 32;

  static {
    // Read once, when the JDK's server is first used: seconds within which a request must have come
    // and an answer must have gone. Without them a request that is sent by half holds a thread for
    // ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "64");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final String host;

  private HealthServer(HttpServer server, ExecutorService threads, String host) {
    this.server = server;
    this.threads = threads;
    this.host = host;
  }

  /**
   * Listens until closed.
   *
   * @param metrics all meters in Prometheus' text format
   * @throws CommandFailure when the address can't be listened on
   */
  public static HealthServer start(
      HttpAddress address, Supplier<Health> health, Supplier<String> metrics) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
    } catch (IOException e) {
      throw new CommandFailure(
          "--http can't listen on "
              + address
              + " ("
              + e.getMessage()
              + "): choose another HOST:PORT, port 0 for any that is free, or off",
          e);
    }
    // A probe must have its answer while a large scrape goes out, and while requests come by half.
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "http");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    HostCheck hosts = new HostCheck(address);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, hosts, health, metrics));
    server.start();
    return new HealthServer(server, threads, address.host());
  }

  /** Base address, with the port that was taken. */
  public String url() {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  private static void answer(
      HttpExchange exchange, HostCheck hosts, Supplier<Health> health, Supplier<String> metrics)
      throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Optional<String> refusal = hosts.refusal(exchange.getRequestHeaders().getFirst("Host"));
      if (refusal.isPresent()) {
        send(exchange, 421, TEXT, refusal.get() + "\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, TEXT, "only GET is answered\n");
      } else if (path.equals("/health/live")) {
        tell(exchange, health.get(), Health::live);
      } else if (path.equals("/health/ready")) {
        tell(exchange, health.get(), Health::ready);
      } else if (path.equals("/metrics")) {
        scrape(exchange, metrics);
      } else {
        send(exchange, 404, TEXT, "there are: /health/live, /health/ready, /metrics\n");
      }
    }
  }

  private static void scrape(HttpExchange exchange, Supplier<String> metrics) throws IOException {
    String body;
    try {
      body = metrics.get();
    } catch (RuntimeException e) {
      // The server itself would close the connection without a word.
      LOG.warn("the metrics can't be read", e);
      send(exchange, 500, TEXT, "the metrics can't be read, see the log\n");
      return;
    }
    send(exchange, 200, PROMETHEUS, body);
  }

  private static void tell(HttpExchange exchange, Health health, Predicate<Health> good)
      throws IOException {
    send(exchange, good.test(health) ? 200 : 503, TEXT, health.state() + "\n");
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Stops listening. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
