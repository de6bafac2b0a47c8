package org.sfcalls.benchmarks.ingest;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.throughput.Measured;
import org.sfcalls.benchmarks.throughput.ThroughputBench;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.stack.Stack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench ingest}: throughput of whole applications between the topics of a real broker. Each
 * run has an application id and a state folder that were never used, and output topics that hold
 * nothing; its output is read back before its figure counts.
 */
@Command(
    name = "ingest",
    description = {
      "Measures Kafka Streams applications from calls.raw to calls.clean, exactly once, on a broker of"
          + " its own:",
      "  copy             copies the bytes: the limit",
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
public final class IngestBench extends ThroughputBench<Application> {
  private static final int THREADS = 2;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "copy,ours,ours-no-repeats",
      description = "Applications, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Application> variants;

  private int runsSoFar;

  public IngestBench() {
    super(
        1,
        "384m",
        Application.OURS,
        List.of("copy"),
        List.of(new Target("ours", "copy", 0.60), new Target("ours-no-repeats", "copy", 0.80)),
        0);
  }

  @Override
  protected List<Application> programs() {
    return variants;
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("threads", THREADS);
  }

  @Override
  protected void fill(BenchTopics topics, Iterator<RawCall> calls, Stack stack) {
    topics.fill(calls, Map.of(MeasuredStack.TOPICS.raw(), UnaryOperator.identity()));
  }

  @Override
  protected WarmJvm start(Application application, String heap, Stack stack) {
    return application.start(heap, stack, folder().resolve("state"));
  }

  @Override
  protected Measured run(
      Application application, long calls, WarmJvm jvm, Stack stack, BenchTopics topics) {
    String id = "bench-%d-%s".formatted(++runsSoFar, application);
    Measured run = Measured.of(jvm.order("drain %d %s calls %d".formatted(calls, id, THREADS)));
    topics.requireAllCallsOnce();
    topics.forget(id);
    return run;
  }
}
