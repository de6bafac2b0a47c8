package org.sfcalls.benchmarks.ingest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.command.ThroughputOptions;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.throughput.Measured;
import org.sfcalls.benchmarks.throughput.Result;
import org.sfcalls.benchmarks.throughput.Rounds;
import org.sfcalls.benchmarks.throughput.Target;
import org.sfcalls.benchmarks.throughput.ThroughputReport;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench ingest}: throughput of whole applications between the topics of a real broker.
 *
 * <p>Every variant has a JVM of its own, which stays for all rounds and is idle while another is
 * measured. In one JVM for all, the code that one variant's types made slow would be slow for the
 * others; in a new JVM for each run, the first seconds of compiling would be a part of every
 * figure. Each run has an application id and a state folder that were never used, and output topics
 * that hold nothing; its output is read back before its figure counts.
 */
@Command(
    name = "ingest",
    description = {
      "Measures Kafka Streams applications from calls.raw to calls.clean, exactly once, on a broker of"
          + " its own:",
      "  copy             copies the bytes: the limit",
      "  obvious          Jackson's tree and Confluent's serializer",
      "  ours             the pipeline's ingest, with validation, repeats and ledger",
      "  ours-no-repeats  the same without the memory of repeats",
      "and prints calls/s as median and range, and as a part of what copy reached in the same"
          + " rounds. A run whose output is not every call once ends it without a figure.",
      ""
    },
    footer = {
      "  ./sfcalls bench ingest --input calls.json.gz",
      "  ./sfcalls bench ingest --calls 200000 --runs 2       # a first look",
      "  ./sfcalls bench ingest --growth 2000000,10000000     # ours only: is memory flat?"
    })
public final class IngestBench extends BenchCommand {
  private static final List<Target> TARGETS =
      List.of(target(Variant.OURS, 0.60), target(Variant.OURS_NO_REPEATS, 0.80));

  @Mixin private InputOption input;
  @Mixin private ThroughputOptions options;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Stream threads of each application.")
  private int threads;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "copy,obvious,ours,ours-no-repeats",
      description = "Applications, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Variant> variants;

  private int runsSoFar;

  private static Target target(Variant variant, double needed) {
    return new Target(variant.toString(), Variant.COPY.toString(), needed);
  }

  @Override
  public Optional<BenchReport> measure() {
    options.settle(1, "384m");
    between("--threads", threads, 1, Integer.MAX_VALUE);
    CallSupply supply = input.supply();
    Installation installation = Installation.current();
    Path folder = folder(installation);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("runs", options.runs());
    settings.put("warmup", options.warmup());
    settings.put("partitions", options.partitions());
    settings.put("threads", threads);
    settings.put("heap", options.heap());
    return new MeasuredStack(installation, folder, options.partitions(), System.err)
        .measure(stack -> results(supply, stack, folder.resolve("state")))
        .map(
            results ->
                new ThroughputReport(
                        "Kafka broker %s, clients and Streams %s"
                            .formatted(installation.kafkaVersion(), AppInfoParser.getVersion()),
                        supply.description(),
                        settings,
                        results,
                        List.of(Variant.COPY.toString()),
                        TARGETS,
                        0)
                    .report());
  }

  private List<Result> results(CallSupply supply, Stack stack, Path state) {
    List<Result> results = new ArrayList<>();
    try (BenchTopics topics =
        new BenchTopics(stack.bootstrap(), MeasuredStack.TOPICS, options.partitions())) {
      for (long calls : options.sizes()) {
        topics.fill(supply.calls(calls), System.err::println);
        System.err.printf(Locale.US, "input      %,d calls%n", calls);
        Map<Variant, WarmJvm> jvms = new LinkedHashMap<>();
        try {
          new Rounds(options, System.err)
              .run(
                  calls,
                  applications(),
                  application -> run(application, jvms, stack, state, topics))
              .forEach(
                  (application, runs) ->
                      results.add(new Result(application.toString(), calls, runs)));
        } finally {
          jvms.values().forEach(WarmJvm::close);
        }
        topics.empty();
      }
    }
    return results;
  }

  private List<Variant> applications() {
    return options.grows() ? List.of(Variant.OURS) : variants.stream().distinct().toList();
  }

  private Measured run(
      Variant application,
      Map<Variant, WarmJvm> jvms,
      Stack stack,
      Path state,
      BenchTopics topics) {
    WarmJvm jvm =
        jvms.computeIfAbsent(
            application, wanted -> ApplicationJvm.start(wanted, options.heap(), stack, state));
    String id = "bench-%d-%s".formatted(++runsSoFar, application);
    Measured run = Measured.of(jvm.order("drain " + id + " calls " + threads));
    topics.requireAllCallsOnce();
    topics.forget(id);
    return run;
  }
}
