package org.sfcalls.benchmarks.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  private static final Duration PATIENCE = Duration.ofHours(1);
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
      DashboardClient dashboard = new DashboardClient(stack.startDashboard(port));
      stack
          .supervisor()
          .await("the dashboard has stored all counts", PATIENCE, () -> hasStored(dashboard));
      double seconds = (System.nanoTime() - begin) / 1e9;
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
      System.err.println("views      " + requests + " requests of each");
      JsonNode status = dashboard.json("/api/status");
      Instant to = Instant.parse(status.get("data_to").asText());
      Map<String, Map<String, Double>> views = new LinkedHashMap<>();
      dashboard
          .views(requests, Instant.parse(status.get("data_from").asText()), to)
          .forEach((view, took) -> views.put(view, took.figures()));
      long before = resident(stack);
      System.err.printf("pages      opening %d%n", pages);
      for (int page = 0; page < pages; page++) {
        dashboard.openPage();
      }
      stack.supervisor().await("all pages are open", PATIENCE, () -> dashboard.events() >= pages);
      live(stack, source, dashboard, to, 1);
      long with = resident(stack);
      Map<String, Double> live = live(stack, source, dashboard, to, 1 + LIVE_COUNTS).figures();
      long atEnd = resident(stack);
      facts.put(
          "live",
          String.format(
              Locale.US,
              "p50 %,.0f ms, max %,.0f ms, with %d pages that got %,d events and %,d answers",
              live.get("p50"),
              live.get("max"),
              pages,
              dashboard.events(),
              dashboard.answers()));
      facts.put(
          "memory",
          String.format(
              Locale.US,
              "%,d MB before the pages, %,d MB with them, %,d MB at their end",
              before >> 20,
              with >> 20,
              atEnd >> 20));
      double slowest = views.values().stream().mapToDouble(DashboardBench::p95).max().orElseThrow();
      List<Limit> limits =
          List.of(
              new Limit("slowest view, p95 ms", "%.0f", slowest, 300),
              new Limit("count to answer, p95 ms", "%.0f", p95(live), 1000),
              new Limit("resident MB, " + pages + " pages open", "%.0f", atEnd >> 20, 600),
              // A twentieth is what a garbage collector leaves.
              new Limit(
                  "growth of memory while they are open", "%.2f", atEnd / (double) with, 1.05));
      return report(views, live, limits, facts);
    }
  }

  private BenchReport report(
      Map<String, Map<String, Double>> views,
      Map<String, Double> live,
      List<Limit> limits,
      Map<String, Object> facts) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("years", years);
    data.put("pages", pages);
    data.put("views_ms", views);
    data.put("live_ms", live);
    data.put("limits", limits);
    return BenchReport.of(
            List.of(
                Table.of(List.copyOf(views.entrySet()))
                    .text("view", Map.Entry::getKey)
                    .number("p50 ms", "%,.0f", view -> view.getValue().get("p50"))
                    .number("p95 ms", "%,.0f", view -> p95(view.getValue()))
                    .number("max ms", "%,.0f", view -> view.getValue().get("max")),
                Limit.table(limits)),
            facts,
            versions(),
            data)
        .with(limits);
  }

  private static double p95(Map<String, Double> figures) {
    return figures.get("p95");
  }

  private static boolean hasStored(DashboardClient dashboard) {
    JsonNode now = dashboard.json("/api/status");
    if (now.get("state").asText().equals("failed")) {
      throw new CommandFailure("the dashboard failed: " + now.get("message").asText());
    }
    return now.get("state").asText().equals("following") && now.get("records_behind").asLong() == 0;
  }

  private static Latencies live(
      Stack stack, YearsOfCounts source, DashboardClient dashboard, Instant to, int firstTotal) {
    Instant window = Instant.ofEpochSecond(Math.floorDiv(to.getEpochSecond(), 300L) * 300 + 600);
    double[] times = new double[LIVE_COUNTS];
    for (int i = 0; i < LIVE_COUNTS; i++) {
      long total = firstTotal + i;
      long begin = System.nanoTime();
      source.send(window, 1, 1, total);
      source.flush();
      while (dashboard.json("/api/now?window=" + window).at("/window/calls").asLong() < total) {
        stack.supervisor().pause(Duration.ofMillis(10));
        if (System.nanoTime() - begin > 30_000_000_000L) {
          throw new CommandFailure("a count is not shown after 30 s");
        }
      }
      times[i] = (System.nanoTime() - begin) / 1e6;
      stack.supervisor().pause(Duration.ofMillis(Math.max(1, 500 - (long) times[i])));
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
}
