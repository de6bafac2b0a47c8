package org.sfcalls.benchmarks.dashboard;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/**
 * Fills the topic of counts with years of windows on a real broker, has the dashboard follow them,
 * and asks it as pages do.
 */
final class DashboardBench {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LIVE_COUNTS = 60;

  private final DashboardBenchSettings settings;
  private final PrintStream status;
  private final Topics topics = Topics.withPrefix("calls");

  DashboardBench(DashboardBenchSettings settings, PrintStream status) {
    this.settings = settings;
    this.status = status;
  }

  DashboardFigures measure(Installation installation) {
    int port = Port.settle(List.of(new Port("dashboard", "-", 0))).get(0).number();
    StackSettings servers = new StackSettings(settings.folder(), true, 0, 0, 0, 4);
    try (Stack stack = Stack.start(installation, servers, topics, status::println);
        YearsOfCounts source = new YearsOfCounts(stack.bootstrap(), stack.registryUrl(), topics)) {
      long counts = source.write(settings.years(), status);
      long begin = System.nanoTime();
      Answers answers = new Answers(stack.startDashboard(port));
      awaitStored(stack, answers);
      double seconds = (System.nanoTime() - begin) / 1e9;
      status.printf(Locale.US, "stored     %,d counts in %.0f s%n", counts, seconds);
      Instant from = Instant.parse(answers.json("/api/status").at("/data_from").asText());
      Instant to = Instant.parse(answers.json("/api/status").at("/data_to").asText());
      List<Answers.Times> views =
          List.copyOf(answers.views(settings.requests(), from, to).values());
      long resident = resident(stack);
      status.printf("pages      opening %d%n", settings.pages());
      try (OpenPages pages = new OpenPages("http://127.0.0.1:" + port, settings.pages())) {
        double[] warm = live(stack, source, answers, to, 1);
        long atBegin = resident(stack);
        double[] live = live(stack, source, answers, to, 1 + warm.length);
        return new DashboardFigures(
            counts,
            counts / seconds,
            fileBytes(),
            views,
            resident,
            atBegin,
            resident(stack),
            live,
            pages.events(),
            pages.answers());
      }
    }
  }

  private void awaitStored(Stack stack, Answers answers) {
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
        status.printf(Locale.US, "storing    %,d records to go%n", behind);
      }
    }
  }

  /** Writes a count twice a second, and looks when an answer has it. */
  private double[] live(
      Stack stack, YearsOfCounts source, Answers answers, Instant to, int firstTotal) {
    Instant window = Instant.ofEpochSecond(Math.floorDiv(to.getEpochSecond(), 300L) * 300 + 600);
    List<Double> times = new ArrayList<>();
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
      times.add(took);
      stack.supervisor().pause(Duration.ofMillis(Math.max(1, 500 - (long) took)));
    }
    return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private long resident(Stack stack) {
    long pid =
        stack.supervisor().running().stream()
            .filter(child -> child.name().equals("dashboard"))
            .findFirst()
            .orElseThrow()
            .pid();
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("the dashboard's memory can't be read", e);
    }
  }

  private long fileBytes() {
    try (var files = Files.walk(settings.folder().resolve("dashboard"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("the dashboard's file can't be read", e);
    }
  }
}
