package org.sfcalls.benchmarks.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.latency.Latencies;

/** Asks the dashboard as pages do. */
final class DashboardClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final Random random = new Random(2);
  private final List<CompletableFuture<Void>> pages = new ArrayList<>();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();

  DashboardClient(String url) {
    this.url = url;
  }

  JsonNode json(String path) {
    try {
      return JSON.readTree(body(path));
    } catch (IOException e) {
      throw new CommandFailure(path + " gave no JSON", e);
    }
  }

  private byte[] body(String path) {
    HttpResponse<byte[]> answer;
    try {
      answer = http.send(request(path).build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new CommandFailure("no answer to " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
    if (answer.statusCode() != 200) {
      throw new CommandFailure(
          path + " gave " + answer.statusCode() + ": " + new String(answer.body(), UTF_8));
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  /** Opens a page: it receives changes, and after each asks for its view again. */
  void openPage() {
    HttpRequest stream = request("/api/events").header("Accept", "text/event-stream").build();
    pages.add(
        http.sendAsync(stream, BodyHandlers.ofLines())
            .thenAccept(
                page ->
                    page.body()
                        .filter(line -> line.startsWith("data:"))
                        .forEach(
                            event -> {
                              events.incrementAndGet();
                              body("/api/now");
                              answers.incrementAndGet();
                            })));
  }

  /** The events that all pages have got so far; every page must be open still. */
  long events() {
    for (CompletableFuture<Void> page : pages) {
      if (page.isDone()) {
        page.join();
        throw new CommandFailure("the dashboard closed a page");
      }
    }
    return events.get();
  }

  /** The answers that all pages have got so far. */
  long answers() {
    return answers.get();
  }

  /**
   * Each view so often, every time of another range, window or hour, so that no answer is at hand.
   */
  Map<String, Latencies> views(int requests, Instant from, Instant to) {
    Map<String, Supplier<String>> views = new LinkedHashMap<>();
    views.put("now", () -> "/api/now?window=" + instant(from.plus(60, ChronoUnit.DAYS), to, 300));
    views.put("over time, a day by type", () -> series(from, to, Duration.ofDays(1), "type"));
    views.put("over time, a month by type", () -> series(from, to, Duration.ofDays(30), "type"));
    views.put(
        "over time, a year by disposition",
        () -> series(from, to, Duration.ofDays(365), "disposition"));
    views.put("over time, all, total", () -> all(from, to, "total"));
    views.put("over time, all by type", () -> all(from, to, "type"));
    views.put("over time, all by disposition", () -> all(from, to, "disposition"));
    views.put(
        "over time, all of a type by disposition",
        () -> all(from, to, "disposition") + "&type=Type%20" + random.nextInt(100));
    views.put(
        "unusual", () -> "/api/unusual?hour=" + instant(from.plus(60, ChronoUnit.DAYS), to, 3600));
    views.put("trust", () -> "/api/trust");
    views.put("find a type", () -> "/api/types?q=" + random.nextInt(10_000) % 300);
    Map<String, Latencies> times = new LinkedHashMap<>();
    views.forEach(
        (view, path) -> {
          // Two that do not count: the JVM compiles.
          body(path.get());
          body(path.get());
          double[] all = new double[requests];
          for (int i = 0; i < requests; i++) {
            String asked = path.get();
            long begin = System.nanoTime();
            body(asked);
            all[i] = (System.nanoTime() - begin) / 1e6;
          }
          times.put(view, new Latencies(all));
        });
    return times;
  }

  private Instant instant(Instant from, Instant to, int multiple) {
    long seconds =
        from.getEpochSecond()
            + (long) (random.nextDouble() * (to.getEpochSecond() - from.getEpochSecond() - 7200));
    return Instant.ofEpochSecond(Math.floorDiv(seconds, multiple) * multiple);
  }

  private String series(Instant from, Instant to, Duration length, String by) {
    Instant begin = instant(from, to.minus(length), 300);
    return "/api/series?by=" + by + "&from=" + begin + "&to=" + begin.plus(length);
  }

  private String all(Instant from, Instant to, String by) {
    Instant begin = from.minusSeconds(random.nextInt(86_400));
    return "/api/series?by=" + by + "&points=600&from=" + begin + "&to=" + to;
  }
}
