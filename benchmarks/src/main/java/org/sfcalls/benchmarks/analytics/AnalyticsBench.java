package org.sfcalls.benchmarks.analytics;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.jvm.RunFolder;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.ingest.encoding.CallEncoder;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * Measures Spark queries against each other, on a real broker and registry.
 *
 * <p>Every query has a JVM of its own, which stays for all rounds and is idle while another is
 * measured; a round runs each query once and begins with another one each time, so that whatever
 * else the machine does in a minute meets all alike. Each run has a checkpoint of its own and
 * begins at the beginning of its topic. What it counted is added up before its figure counts.
 */
final class AnalyticsBench {

  /** Prefix of the topics. */
  static final String TOPICS = "calls";

  /** Windows that a call is in: ten minutes, sliding by five. */
  static final int WINDOWS_OF_A_CALL = 2;

  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private final AnalyticsBenchSettings settings;
  private final Installation installation;
  private final PrintStream status;
  private final Topics topics = Topics.withPrefix(TOPICS);
  private int runsSoFar;

  /**
   * @param status takes lines that tell how far it is
   */
  AnalyticsBench(AnalyticsBenchSettings settings, Installation installation, PrintStream status) {
    this.settings = settings;
    this.installation = installation;
    this.status = status;
  }

  /**
   * The results by size, then in the order of the variants; none when it was stopped by a signal.
   *
   * @throws CommandFailure when a run fails, or its counts are not what they must be
   * @throws org.sfcalls.sandbox.SandboxException when the broker or the registry does not start
   */
  List<Result> measure() {
    StackSettings servers =
        new StackSettings(settings.folder(), true, 0, 0, 0, settings.partitions());
    try (Stack stack = Stack.start(installation, servers, topics, status::println);
        BenchTopics benchTopics =
            new BenchTopics(stack.bootstrap(), topics, settings.partitions())) {
      try {
        List<Result> results = new ArrayList<>();
        for (long calls : settings.sizes()) {
          benchTopics.fillWithClean(
              settings.supply().calls(calls), encoder(stack), status::println);
          status.printf(
              Locale.US,
              "input      %,d calls on %s and on %s%n",
              calls,
              topics.raw(),
              topics.clean());
          results.addAll(rounds(calls, stack, benchTopics));
          benchTopics.renew(List.of(topics.raw(), topics.clean()));
        }
        return results;
      } catch (RuntimeException e) {
        // A server that died is the better reason. After Ctrl-C there is none to give: the signal
        // decides the exit code.
        stack.supervisor().pause(A_MOMENT);
        if (stack.supervisor().isStopping()) {
          return List.of();
        }
        throw e;
      }
    }
  }

  /** What ingest makes of a raw call that is valid. */
  private UnaryOperator<byte[]> encoder(Stack stack) {
    int schemaId =
        new Registry(stack.registryUrl())
            .schemaId(Topics.valueSubject(topics.clean()), PoliceCall.getClassSchema());
    CallParser parser = new CallParser(Limits.DEFAULT, Clock.systemUTC());
    CallEncoder encoder = new CallEncoder(schemaId);
    return raw -> {
      if (parser.parse(raw) instanceof Valid valid) {
        return encoder.encode(valid.call());
      }
      throw new IllegalStateException("the supply gives valid calls only");
    };
  }

  private List<Result> rounds(long calls, Stack stack, BenchTopics benchTopics) {
    List<Variant> order = new ArrayList<>(settings.variants());
    Map<Variant, List<Measured>> measured = new EnumMap<>(Variant.class);
    Map<Variant, WarmJvm> jvms = new EnumMap<>(Variant.class);
    try {
      for (int round = 1 - settings.warmup(); round <= settings.runs(); round++) {
        for (Variant variant : order) {
          status.printf(
              "%-12s  %-11s ",
              round > 0 ? "round " + round + "/" + settings.runs() : "warm-up", variant);
          status.flush();
          WarmJvm jvm =
              jvms.computeIfAbsent(
                  variant, wanted -> QueryJvm.start(wanted, installation, stack, settings));
          Measured run = run(variant, calls, jvm, stack, benchTopics);
          status.printf(
              Locale.US,
              " %,10.0f calls/s  %6.1f s  %,5d MB%n",
              run.rate(calls),
              run.seconds(),
              run.residentBytes() >> 20);
          if (round > 0) {
            measured.computeIfAbsent(variant, first -> new ArrayList<>()).add(run);
          }
        }
        Collections.rotate(order, -1);
      }
    } finally {
      jvms.values().forEach(WarmJvm::close);
    }
    return settings.variants().stream()
        .map(variant -> new Result(variant, calls, measured.get(variant)))
        .toList();
  }

  private Measured run(
      Variant variant, long calls, WarmJvm jvm, Stack stack, BenchTopics benchTopics) {
    Path folder = settings.folder().toAbsolutePath().resolve("run-" + ++runsSoFar + "-" + variant);
    Map<String, Long> figures = Measured.figures(jvm.order(folder.toString()));
    long resident = ResidentMemory.resident(jvm.pid()).orElse(0);
    long counted =
        switch (variant.output()) {
          case NOTHING -> 0;
          case LOSSY_COUNTS, EXACT_COUNTS -> Tally.total(folder.resolve("tally"));
          case EXACT_COUNTS_ON_TOPIC ->
              CountsTopic.total(stack.bootstrap(), stack.registryUrl(), topics.counts());
        };
    if (variant.output() == Variant.Output.EXACT_COUNTS_ON_TOPIC) {
      benchTopics.renew(List.of(topics.counts(), topics.late()));
    }
    RunFolder.delete(folder);
    Measured run = new Measured(figures, counted, resident);
    require(variant, calls, run);
    return run;
  }

  private static void require(Variant variant, long calls, Measured run) {
    if (variant.isStream() && run.figure("rows") != calls) {
      throw new CommandFailure(
          "the run does not count: of %d calls %s read %d"
              .formatted(calls, variant, run.figure("rows")));
    }
    boolean exact =
        switch (variant.output()) {
          case NOTHING, LOSSY_COUNTS -> false;
          case EXACT_COUNTS, EXACT_COUNTS_ON_TOPIC -> true;
        };
    if (exact && (run.counted() != WINDOWS_OF_A_CALL * calls || run.figure("late") != 0)) {
      throw new CommandFailure(
          "the run does not count: of %d calls in %d windows each, all in order, %s counted %d and found %d late"
              .formatted(calls, WINDOWS_OF_A_CALL, variant, run.counted(), run.figure("late")));
    }
  }
}
