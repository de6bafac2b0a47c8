package org.sfcalls.benchmarks.analytics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.calls.CleanEncoder;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.command.ThroughputOptions;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.RunFolder;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.throughput.Measured;
import org.sfcalls.benchmarks.throughput.Result;
import org.sfcalls.benchmarks.throughput.Rounds;
import org.sfcalls.benchmarks.throughput.Target;
import org.sfcalls.benchmarks.throughput.ThroughputReport;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench analytics}: throughput of Spark queries over the topics of a real broker.
 *
 * <p>Every query has a JVM of its own, which stays for all rounds and is idle while another is
 * measured. Each run has a checkpoint of its own and starts at the beginning of its topic. What it
 * counted is added up before its figure counts.
 */
@Command(
    name = "analytics",
    description = {
      "Measures Spark queries over the same calls, on a broker of its own:",
      "  source      the Kafka source into nothing: the limit",
      "  student     from_json and distinct(), as student projects on this export have it",
      "  from-json   from_json",
      "  from-avro   substring and from_avro, with the one schema that the program knows",
      "  ours        the pipeline's analytics, as a stream",
      "  ours-batch  the same function over the topic as a batch",
      "  ours-kafka  ours into its Kafka sink",
      "and prints calls/s as median and range, ratios by round, and what each counted. Those that"
          + " count write the same rows to the same sink, which all but drops them. The run ends"
          + " without a figure if ours does not count every call.",
      ""
    },
    footer = {
      "  ./sfcalls bench analytics --input calls.json.gz",
      "  ./sfcalls bench analytics --calls 200000 --runs 2 --variants source,from-avro,ours",
      "  ./sfcalls bench analytics --growth 200000,2000000 --heap 1g   # with the sandbox's heap"
    })
public final class AnalyticsBench extends BenchCommand {

  public static final int WINDOWS_PER_CALL = 2;

  private static final List<Target> TARGETS =
      List.of(
          target(Variant.OURS, Variant.FROM_AVRO, 3.0),
          target(Variant.OURS, Variant.STUDENT, 6.0),
          target(Variant.OURS, Variant.SOURCE, 0.40),
          target(Variant.OURS_BATCH, Variant.SOURCE, 0.60));

  @Mixin private InputOption input;
  @Mixin private ThroughputOptions options;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Most records of a micro-batch, all partitions together, of every stream.")
  private long maxOffsetsPerTrigger;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tasks that Spark runs at once, and its shuffle partitions.")
  private int cores;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "source,student,from-json,from-avro,ours,ours-batch,ours-kafka",
      description = "Queries, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Variant> variants;

  private int runsSoFar;

  private static Target target(Variant variant, Variant of, double needed) {
    return new Target(variant.toString(), of.toString(), needed);
  }

  @Override
  public Optional<BenchReport> measure() {
    options.settle(3, "3g");
    between("--max-offsets-per-trigger", maxOffsetsPerTrigger, 1, Long.MAX_VALUE);
    between("--cores", cores, 1, Long.MAX_VALUE);
    CallSupply supply = input.supply();
    Installation installation = Installation.current();
    Path folder = folder(installation);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("runs", options.runs());
    settings.put("warmup", options.warmup());
    settings.put("partitions", options.partitions());
    settings.put("max-offsets-per-trigger", maxOffsetsPerTrigger);
    settings.put("cores", cores);
    settings.put("heap", options.heap());
    return new MeasuredStack(installation, folder, options.partitions(), System.err)
        .measure(stack -> results(supply, installation, stack, folder))
        .map(
            results ->
                new ThroughputReport(
                        "Kafka broker %s, Spark %s"
                            .formatted(installation.kafkaVersion(), installation.sparkVersion()),
                        supply.description(),
                        settings,
                        results,
                        List.of("source", "from-avro", "student"),
                        TARGETS,
                        WINDOWS_PER_CALL)
                    .report());
  }

  private List<Result> results(
      CallSupply supply, Installation installation, Stack stack, Path folder) {
    Topics names = MeasuredStack.TOPICS;
    List<Result> results = new ArrayList<>();
    try (BenchTopics topics = new BenchTopics(stack.bootstrap(), names, options.partitions())) {
      for (long calls : options.sizes()) {
        topics.fillWithClean(
            supply.calls(calls), new CleanEncoder(stack.registryUrl(), names), System.err::println);
        System.err.printf(Locale.US, "input      %,d calls%n", calls);
        List<Variant> queries =
            options.grows() ? List.of(Variant.OURS) : variants.stream().distinct().toList();
        Map<Variant, WarmJvm> jvms = new EnumMap<>(Variant.class);
        try {
          new Rounds(options, System.err)
              .run(
                  calls,
                  queries,
                  query -> {
                    WarmJvm jvm =
                        jvms.computeIfAbsent(
                            query, wanted -> start(wanted, installation, stack, folder));
                    return run(query, calls, jvm, stack, topics, folder);
                  })
              .forEach((query, runs) -> results.add(new Result(query.toString(), calls, runs)));
        } finally {
          jvms.values().forEach(WarmJvm::close);
        }
        topics.renew(List.of(names.raw(), names.clean()));
      }
    }
    return results;
  }

  private WarmJvm start(Variant query, Installation installation, Stack stack, Path folder) {
    String temporary = folder.resolve("temporary").toString();
    return QueryJvm.start(
        query.toString(),
        options.heap(),
        installation,
        stack,
        List.of(
            // All of it from the start: no figure pays for a heap that grows.
            "-Xms" + options.heap(), "-Djava.io.tmpdir=" + temporary),
        List.of(
            "org.sfcalls.benchmarks.spark.QueryMain",
            query.name(),
            stack.bootstrap(),
            stack.registryUrl(),
            "calls",
            Integer.toString(options.partitions()),
            Long.toString(maxOffsetsPerTrigger),
            installation.radioCodes().toString(),
            Integer.toString(cores),
            temporary));
  }

  private Measured run(
      Variant query, long calls, WarmJvm jvm, Stack stack, BenchTopics topics, Path data) {
    Path folder = data.resolve("run-" + ++runsSoFar + "-" + query);
    Measured run = Measured.of(jvm.order(folder.toString()));
    long resident = ResidentMemory.resident(jvm.pid()).orElse(0);
    String counts = MeasuredStack.TOPICS.counts();
    run =
        switch (query.output()) {
          case NOTHING -> run;
          case LOSSY_COUNTS, EXACT_COUNTS ->
              run.with(Measured.COUNTED, Tally.total(folder.resolve("tally")));
          case EXACT_COUNTS_ON_TOPIC ->
              run.with(
                  Measured.COUNTED,
                  CountsTopic.total(stack.bootstrap(), stack.registryUrl(), counts));
        };
    if (query.output() == Variant.Output.EXACT_COUNTS_ON_TOPIC) {
      topics.renew(List.of(counts, MeasuredStack.TOPICS.late()));
    }
    RunFolder.delete(folder);
    require(query, calls, run);
    return run.with(Measured.RESIDENT, resident);
  }

  private static void require(Variant query, long calls, Measured run) {
    if (query.isStream() && run.figure("rows") != calls) {
      throw new CommandFailure(
          "the run does not count: of %d calls %s read %d"
              .formatted(calls, query, run.figure("rows")));
    }
    if (query.isExact()
        && (run.figure(Measured.COUNTED) != WINDOWS_PER_CALL * calls || run.figure("late") != 0)) {
      throw new CommandFailure(
          "the run does not count: of %d calls in %d windows each, all in order, %s counted %d and found %d late"
              .formatted(
                  calls,
                  WINDOWS_PER_CALL,
                  query,
                  run.figure(Measured.COUNTED),
                  run.figure("late")));
    }
  }
}
