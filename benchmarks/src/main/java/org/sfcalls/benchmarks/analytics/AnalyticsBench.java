package org.sfcalls.benchmarks.analytics;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.calls.CleanEncoder;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.throughput.Measured;
import org.sfcalls.benchmarks.throughput.ThroughputBench;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.process.ResidentMemory;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench analytics}: throughput of Spark queries over the topics of a real broker. Each run
 * has a checkpoint of its own and starts at the beginning of its topic. What it counted is added up
 * before its figure counts.
 */
@Command(
    name = "analytics",
    description = {
      "Measures Spark queries over the same calls, on a broker of its own:",
      "  source      the Kafka source into nothing: the limit",
      "  student     from_json and distinct(), as student projects on this export have it",
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
public final class AnalyticsBench extends ThroughputBench<Query> {
  public static final int WINDOWS_PER_CALL = WindowSpec.DEFAULT.windowsPerCall();

  @Option(
      names = "--max-offsets-per-trigger",
      defaultValue = "1000000",
      description = "Most records of a micro-batch, all partitions together, of every stream.")
  private long maxOffsetsPerTrigger;

  @Option(
      names = "--variants",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "source,student,from-avro,ours,ours-batch,ours-kafka",
      description = "Queries, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Query> variants;

  private int runsSoFar;

  public AnalyticsBench() {
    super(
        3,
        "3g",
        Query.OURS,
        List.of("source", "from-avro", "student"),
        List.of(
            new Target("ours", "from-avro", 3.0),
            new Target("ours", "student", 6.0),
            new Target("ours", "source", 0.40),
            new Target("ours-batch", "source", 0.60)),
        WINDOWS_PER_CALL);
  }

  @Override
  protected List<Query> programs() {
    return variants;
  }

  @Override
  protected Map<String, Object> settings() {
    between("--max-offsets-per-trigger", maxOffsetsPerTrigger, 1, Long.MAX_VALUE);
    return Map.of("max-offsets-per-trigger", maxOffsetsPerTrigger);
  }

  @Override
  protected void fill(BenchTopics topics, Iterator<RawCall> calls, Stack stack) {
    Topics names = MeasuredStack.TOPICS;
    topics.fill(
        calls,
        Map.of(
            names.raw(),
            UnaryOperator.identity(),
            names.clean(),
            new CleanEncoder(stack.registryUrl(), names)));
  }

  @Override
  protected WarmJvm start(Query query, String heap, Stack stack) {
    return WarmJvm.startSpark(
        query.toString(),
        heap,
        installation(),
        stack,
        folder().resolve("temporary"),
        // All of it from the start: no figure pays for a heap that grows.
        List.of("-Xms" + heap),
        List.of(
            "org.sfcalls.benchmarks.spark.QueryMain",
            query.name(),
            stack.bootstrap(),
            stack.registryUrl(),
            "calls",
            Integer.toString(MeasuredStack.PARTITIONS),
            Long.toString(maxOffsetsPerTrigger),
            installation().radioCodes().toString()));
  }

  @Override
  protected Measured run(Query query, long calls, WarmJvm jvm, Stack stack, BenchTopics topics) {
    Path folder = folder().resolve("run-" + ++runsSoFar + "-" + query);
    Measured run = Measured.of(jvm.order(folder.toString()));
    long resident = ResidentMemory.resident(jvm.pid()).orElse(0);
    if (query == Query.OURS_KAFKA) {
      String counts = MeasuredStack.TOPICS.counts();
      run =
          run.with(Measured.COUNTED, Tally.ofTopic(stack.bootstrap(), stack.registryUrl(), counts));
      topics.renew(List.of(counts, MeasuredStack.TOPICS.late()));
    } else if (query != Query.SOURCE) {
      run = run.with(Measured.COUNTED, Tally.total(folder.resolve("tally")));
    }
    MeasuredStack.delete(folder);
    require(query, calls, run);
    return run.with(Measured.RESIDENT, resident);
  }

  private static void require(Query query, long calls, Measured run) {
    boolean read = query == Query.OURS_BATCH || run.figure("rows") == calls;
    boolean counted =
        !query.isExact()
            || (run.figure(Measured.COUNTED) == WINDOWS_PER_CALL * calls
                && run.figure("late") == 0);
    if (!read || !counted) {
      throw new CommandFailure(
          "the run does not count: of %d calls in %d windows each, all in order, %s had %s"
              .formatted(calls, WINDOWS_PER_CALL, query, run.figures()));
    }
  }
}
