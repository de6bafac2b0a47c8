package org.sfcalls.benchmarks.startup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.benchmarks.report.Spread;
import org.sfcalls.benchmarks.report.Table;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.sandbox.stack.DataFolder;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench startup}: starts the stack as {@code ./sfcalls up} does, in an empty folder, and
 * sends one call as soon as there are topics. The stack looks every 50 ms whether a program
 * answers.
 */
@Command(
    name = "startup",
    description = {
      "Starts the whole pipeline in an empty folder, as ./sfcalls up does, and measures how long it"
          + " takes until the broker, the registry and the dashboard answer, and until one call,"
          + " sent as soon as there are topics, has its count on calls.counts. Ten seconds later it"
          + " looks at the memory of each program.",
      ""
    },
    footer = {"  ./sfcalls bench startup", "  ./sfcalls bench startup --runs 10"})
public final class StartupBench extends BenchCommand {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REST = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Topics TOPICS = MeasuredStack.TOPICS;
  private static final String COUNT = "count";

  /** The stages of a start, by the component that reaches them. */
  private static final Map<String, String> STAGES =
      Map.of(
          "broker",
          "the broker answers",
          "registry",
          "the registry answers and has the schemas",
          "dashboard",
          "the dashboard answers",
          COUNT,
          "the first call is counted");

  @Option(names = "--runs", defaultValue = "3", description = "Starts, one after the other.")
  private int runs;

  /**
   * One start of the stack.
   *
   * @param seconds until each stage
   * @param residentBytes memory of each program at rest; those that the system shows
   */
  record Start(Map<String, Double> seconds, Map<String, Long> residentBytes) {}

  @Override
  public Optional<BenchReport> measure() {
    between("--runs", runs, 1, Long.MAX_VALUE);
    List<Start> starts = new ArrayList<>();
    while (starts.size() < runs) {
      System.err.printf("start %d/%d%n", starts.size() + 1, runs);
      // What was there is not deleted on the clock.
      DataFolder.open(folder(), true).close();
      int dashboardPort = Port.settle(List.of(new Port("dashboard", "-", 0))).get(0).number();
      Watch watch = new Watch();
      Optional<Start> start =
          stack().measure(watch::printed, stack -> start(stack, dashboardPort, watch));
      if (start.isEmpty()) {
        return Optional.empty();
      }
      starts.add(start.get());
    }
    return Optional.of(report(starts, versions()));
  }

  static BenchReport report(List<Start> starts, List<String> versions) {
    Map<String, Spread> seconds = new HashMap<>();
    for (String stage : STAGES.keySet()) {
      seconds.put(
          stage, Spread.of(starts.stream().map(start -> start.seconds().get(stage)).toList()));
    }
    ProgramMemory memory =
        ProgramMemory.of(
            "at rest, " + REST.toSeconds() + " s after the first count",
            starts.stream().map(Start::residentBytes).toList());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("starts", starts.size() + ", each in an empty folder");
    facts.put("memory", memory.line());
    List<String> inTime = new ArrayList<>(STAGES.keySet());
    inTime.sort(Comparator.comparingDouble(stage -> seconds.get(stage).median()));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("runs", starts.size());
    data.put("seconds_until", seconds);
    data.put("resident", memory);
    return BenchReport.of(
        List.of(
            Table.of(inTime)
                .text("from the start until", STAGES::get)
                .number("s", "%.2f", stage -> seconds.get(stage).median())
                .number("range", stage -> seconds.get(stage).range("%.2f"))),
        facts,
        versions,
        data);
  }

  private static Start start(Stack stack, int dashboardPort, Watch watch) {
    // Meanwhile the stack continues as it does without a benchmark.
    CompletableFuture<Void> count =
        CompletableFuture.runAsync(
            () -> {
              countOneCall(stack);
              watch.reached(COUNT);
            });
    stack.startTiers();
    stack.startDashboard(dashboardPort);
    try {
      count.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    stack.supervisor().pause(REST);
    return new Start(watch.seconds, ProgramMemory.now(stack.supervisor()));
  }

  private static void countOneCall(Stack stack) {
    try (BenchTopics topics =
        new BenchTopics(stack.bootstrap(), TOPICS, MeasuredStack.PARTITIONS)) {
      topics.fill(new GeneratedCalls().calls(1), Map.of(TOPICS.raw(), UnaryOperator.identity()));
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        BenchTopics.consumer(stack.bootstrap(), TOPICS.counts())) {
      stack
          .supervisor()
          .await("a count on " + TOPICS.counts(), PATIENCE, () -> !consumer.poll(POLL).isEmpty());
    }
  }

  /** Notes when a stage is reached; it runs from its making on. */
  private static final class Watch {
    private final long begin = System.nanoTime();
    private final Map<String, Double> seconds = new ConcurrentHashMap<>();

    void printed(String line) {
      System.err.println(line);
      String component = line.split(" ", 2)[0];
      if (STAGES.containsKey(component)) {
        reached(component);
      }
    }

    void reached(String stage) {
      seconds.put(stage, (System.nanoTime() - begin) / 1e9);
      System.err.printf(Locale.US, "%6.2f s   %s%n", seconds.get(stage), STAGES.get(stage));
    }
  }
}
