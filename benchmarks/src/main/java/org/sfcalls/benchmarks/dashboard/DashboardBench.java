package org.sfcalls.benchmarks.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.latency.Latencies;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.BenchReport.Limit;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.benchmarks.report.Table;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.sandbox.stack.Stack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench dashboard}: fills the topic of counts with years of windows on a real broker, has
 * the dashboard follow them, and asks it as pages do.
 */
@Command(
    name = "dashboard",
    description = {
      "Fills calls.counts with years of windows on a real broker, has the dashboard follow them,"
          + " asks it for each view many times, opens pages, and measures how soon a count is in an"
          + " answer. Exits with 1 when a figure is over its limit.",
      ""
    },
    footer = {"  ./sfcalls bench dashboard", "  ./sfcalls bench dashboard --years 1 --pages 20"})
public final class DashboardBench extends BenchCommand {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LIVE_COUNTS = 60;

  @Option(
      names = "--years",
      defaultValue = "10",
      description = "Years of windows, each of about 1.4 million counts.")
  private int years;

  @Option(names = "--requests", defaultValue = "100", description = "Requests of each view.")
  private int requests;

  @Option(names = "--pages", defaultValue = "200", description = "Pages that are open at once.")
  private int pages;

  private record View(String view, double p50Ms, double p95Ms, double maxMs) {}

  @Override
  public Optional<BenchReport> measure() {
    between("--years", years, 1, 20);
    between("--requests", requests, 10, 10_000);
    between("--pages", pages, 1, 1000);
    return stack().measure(this::measure);
  }

  private BenchReport measure(Stack stack) {
    int port = Port.settle(List.of(new Port("dashboard", "-", 0))).get(0).number();
    try (YearsOfCounts source =
        new YearsOfCounts(stack.bootstrap(), stack.registryUrl(), MeasuredStack.TOPICS)) {
      long counts = source.write(years, System.err);
      long begin = System.nanoTime();
      Answers answers = new Answers(stack.startDashboard(port));
      awaitStored(stack, answers);
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.err.printf(Locale.US, "stored     %,d counts in %.0f s%n", counts, seconds);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put(
          "counts",
          String.format(
              Locale.US,
              "%,d of %d years; stored at %,.0f per second; file %,d MB",
              counts,
              years,
              counts / seconds,
              fileBytes() >> 20));
      facts.put("requests", requests + " of each view, each of another range");
      Instant from = Instant.parse(answers.json("/api/status").at("/data_from").asText());
      Instant to = Instant.parse(answers.json("/api/status").at("/data_to").asText());
      List<View> views = new ArrayList<>();
      answers
          .views(requests, from, to)
          .forEach(
              (view, took) ->
                  views.add(new View(view, took.percentile(50), took.percentile(95), took.max())));
      long before = resident(stack);
      System.err.printf("pages      opening %d%n", pages);
      try (OpenPages open = new OpenPages("http://127.0.0.1:" + port, pages)) {
        live(stack, source, answers, to, 1);
        long with = resident(stack);
        Map<String, Double> live = live(stack, source, answers, to, 1 + LIVE_COUNTS).figures();
        long atEnd = resident(stack);
        facts.put(
            "live",
            String.format(
                Locale.US,
                "p50 %,.0f ms, max %,.0f ms, with %d pages that got %,d events and %,d answers",
                live.get("p50"),
                live.get("max"),
                pages,
                open.events(),
                open.answers()));
        facts.put(
            "memory",
            String.format(
                Locale.US,
                "%,d MB before the pages, %,d MB with them, %,d MB at their end",
                before >> 20,
                with >> 20,
                atEnd >> 20));
        double slowest = views.stream().mapToDouble(View::p95Ms).max().orElseThrow();
        List<Limit> limits =
            List.of(
                new Limit("slowest view, p95 ms", "%.0f", slowest, 300),
                new Limit("count to answer, p95 ms", "%.0f", live.get("p95"), 1000),
                new Limit("resident MB, " + pages + " pages open", "%.0f", atEnd >> 20, 600),
                // A twentieth is what a garbage collector leaves.
                new Limit(
                    "growth of memory while they are open", "%.2f", atEnd / (double) with, 1.05));
        return report(views, live, limits, facts);
      }
    }
  }

  private BenchReport report(
      List<View> views, Map<String, Double> live, List<Limit> limits, Map<String, Object> facts) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("years", years);
    data.put("pages", pages);
    data.put("views", views);
    data.put("live_ms", live);
    data.put("limits", limits);
    return BenchReport.of(
            List.of(
                Table.of(views)
                    .text("view", View::view)
                    .number("p50 ms", "%,.0f", View::p50Ms)
                    .number("p95 ms", "%,.0f", View::p95Ms)
                    .number("max ms", "%,.0f", View::maxMs),
                Limit.table(limits)),
            facts,
            versions(),
            data)
        .with(limits);
  }

  private static void awaitStored(Stack stack, Answers answers) {
    long told = 0;
    while (true) {
      stack.supervisor().pause(LOOK);
      var now = answers.json("/api/status");
      long behind = now.at("/records_behind").asLong();
      if (now.at("/state").asText().equals("failed")) {
        throw new CommandFailure("the dashboard failed: " + now.at("/message").asText());
      }
      if (now.at("/state").asText().equals("following") && behind == 0) {
        return;
      }
      if (System.nanoTime() - told > 10_000_000_000L) {
        told = System.nanoTime();
        System.err.printf(Locale.US, "storing    %,d records to go%n", behind);
      }
    }
  }

  private static Latencies live(
      Stack stack, YearsOfCounts source, Answers answers, Instant to, int firstTotal) {
    Instant window = Instant.ofEpochSecond(Math.floorDiv(to.getEpochSecond(), 300L) * 300 + 600);
    double[] times = new double[LIVE_COUNTS];
    for (int i = 0; i < LIVE_COUNTS; i++) {
      long total = firstTotal + i;
      long begin = System.nanoTime();
      source.send(window, 1, 1, total);
      source.flush();
      while (answers.json("/api/now?window=" + window).at("/window/calls").asLong() < total) {
        stack.supervisor().pause(Duration.ofMillis(10));
        if (System.nanoTime() - begin > 30_000_000_000L) {
          throw new CommandFailure("a count is not shown after 30 s");
        }
      }
      double took = (System.nanoTime() - begin) / 1e6;
      times[i] = took;
      stack.supervisor().pause(Duration.ofMillis(Math.max(1, 500 - (long) took)));
    }
    return new Latencies(times);
  }

  private static long resident(Stack stack) {
    return ProgramMemory.now(stack.supervisor()).getOrDefault("dashboard", 0L);
  }

  private long fileBytes() {
    try (var files = Files.walk(folder().resolve("dashboard"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("the dashboard's file can't be read", e);
    }
  }

  /** Pages that are open: each is told of changes, and asks for its view again. */
  static final class OpenPages implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    private final List<HttpURLConnection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    OpenPages(String url, int pages) {
      for (int i = 0; i < pages; i++) {
        try {
          HttpURLConnection connection =
              (HttpURLConnection) URI.create(url + "/api/events").toURL().openConnection();
          connection.setRequestProperty("Accept", "text/event-stream");
          connections.add(connection);
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
          Thread page = new Thread(null, () -> follow(url, lines), "page " + i, 128 * 1024);
          page.setDaemon(true);
          page.start();
          threads.add(page);
        } catch (IOException e) {
          throw new UncheckedIOException("page " + i + " can't be opened", e);
        }
      }
    }

    private void follow(String url, BufferedReader lines) {
      long shown = 0;
      try {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Matcher version = VERSION.matcher(line);
          if (line.startsWith("data:") && version.find()) {
            events.incrementAndGet();
            if (Long.parseLong(version.group(1)) > shown) {
              shown = Long.parseLong(version.group(1));
              URI.create(url + "/api/now").toURL().openStream().readAllBytes();
              answers.incrementAndGet();
            }
          }
        }
      } catch (IOException e) {
        // The connection was closed, which is how a page ends.
        return;
      }
    }

    long events() {
      return events.get();
    }

    long answers() {
      return answers.get();
    }

    @Override
    public void close() {
      connections.forEach(HttpURLConnection::disconnect);
    }
  }
}
