package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.DurationOption;
import org.sfcalls.benchmarks.analytics.AnalyticsBench;
import org.sfcalls.benchmarks.analytics.Tally;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.latency.Latencies;
import org.sfcalls.benchmarks.latency.SteadySender;
import org.sfcalls.benchmarks.tuning.Preset.Workload;
import org.sfcalls.schemas.Topics;

/**
 * Trials of the Spark job: its query into its Kafka sink, in one JVM for all.
 *
 * <p>A trial drains a backlog, then counts live calls from a topic that is empty at first. Latency
 * runs from the time at which a call is given to the producer until the batch that counts it is
 * committed, by the clock of one machine.
 */
final class AnalyticsTrials extends TierTrials {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration A_MOMENT = Duration.ofMillis(100);
  private final Path folder;
  private int queries;

  AnalyticsTrials(TrialCalls calls, WarmJvm jvm, Path folder) {
    super(calls, jvm);
    this.folder = folder;
  }

  @Override
  protected void backlog(Configuration configuration, Map<Measure, Double> figures) {
    String prefix = TrialCalls.prefix(Tier.ANALYTICS, "backlog", configuration);
    Path query = start(configuration, prefix);
    // One batch at least, however long it takes.
    await(1, PATIENCE);
    long done = await(workload.backlogCalls(), workload.drainLimit());
    double cpuNanos = stop();
    List<SparkBatch> batches = SparkBatch.read(query.resolve("progress.jsonl"));
    if (batches.isEmpty()) {
      throw new CommandFailure("no batch was done within " + PATIENCE.toSeconds() + " s");
    }
    long rows = batches.stream().mapToLong(SparkBatch::rows).sum();
    long millis = batches.get(batches.size() - 1).endMs() - batches.get(0).startMs();
    figures.put(Measure.THROUGHPUT, rows * 1e3 / millis);
    figures.put(Measure.CPU, cpuNanos / 1e3 / rows);
    put(figures, Measure.BACKLOG_BATCH_P50, Measure.BACKLOG_BATCH_P99, durations(batches));
    // What a batch that was stopped in its middle wrote proves nothing.
    if (done == workload.backlogCalls()) {
      requireAllCounted(prefix, done);
    }
    renew(prefix);
    MeasuredStack.delete(query);
  }

  @Override
  protected boolean live(Configuration configuration, Map<Measure, Double> figures) {
    String prefix = TrialCalls.prefix(Tier.ANALYTICS, "live", configuration);
    Path query = start(configuration, prefix);
    List<SteadySender.Sent> sent =
        calls.send(
            Tier.ANALYTICS,
            Topics.withPrefix(prefix).clean(),
            () -> stack.supervisor().pause(A_MOMENT));
    long done =
        await(
            sent.size(),
            Workload.CATCH_UP.plus(
                new DurationOption().convert(configuration.level(Factor.TRIGGER))));
    long now = System.currentTimeMillis();
    stop();
    List<SparkBatch> batches = SparkBatch.read(query.resolve("progress.jsonl"));
    List<SteadySender.Sent> counting = sent.subList(workload.uncounted(), sent.size());
    Latencies latencies = latencies(counting, batches, now);
    put(figures, Measure.LATENCY_P50, Measure.LATENCY_P99, latencies);
    long from = counting.get(0).sentMs();
    List<SparkBatch> later = batches.stream().filter(batch -> batch.endMs() >= from).toList();
    if (!later.isEmpty()) {
      put(figures, Measure.BATCH_P50, Measure.BATCH_P99, durations(later));
    }
    boolean keptUp = done == sent.size();
    if (keptUp) {
      requireAllCounted(prefix, done);
    }
    renew(prefix, Topics.withPrefix(prefix).clean());
    MeasuredStack.delete(query);
    return keptUp;
  }

  /** Until each call is counted; what is not counted by {@code now} took at least so long. */
  static Latencies latencies(List<SteadySender.Sent> sent, List<SparkBatch> batches, long now) {
    double[] milliseconds = new double[sent.size()];
    for (int i = 0; i < milliseconds.length; i++) {
      SteadySender.Sent call = sent.get(i);
      long counted =
          batches.stream()
              .filter(batch -> batch.covers(call.partition(), call.offset()))
              .mapToLong(SparkBatch::endMs)
              .findFirst()
              .orElse(now);
      milliseconds[i] = counted - call.sentMs();
    }
    return new Latencies(milliseconds);
  }

  private static Latencies durations(List<SparkBatch> batches) {
    return new Latencies(batches.stream().mapToDouble(SparkBatch::durationMs).toArray());
  }

  private void requireAllCounted(String prefix, long calls) {
    long counted =
        Tally.ofTopic(stack.bootstrap(), stack.registryUrl(), Topics.withPrefix(prefix).counts());
    if (counted != calls * AnalyticsBench.WINDOWS_PER_CALL) {
      throw new CommandFailure(
          "the trial does not count: of %d calls in %d windows each, all in order, %d were counted"
              .formatted(calls, AnalyticsBench.WINDOWS_PER_CALL, counted));
    }
  }

  private void renew(String prefix, String... input) {
    Topics topics = Topics.withPrefix(prefix);
    List<String> names = new ArrayList<>(List.of(input));
    names.addAll(List.of(topics.counts(), topics.late()));
    calls.topics(prefix).renew(names);
  }

  private Path start(Configuration configuration, String prefix) {
    Path query = folder.resolve("query-" + ++queries);
    jvm.order(
        String.join(
            " ",
            "start",
            query.toString(),
            prefix,
            configuration.level(Factor.PARTITIONS),
            configuration.level(Factor.PARALLELISM),
            configuration.level(Factor.SHUFFLE_PARTITIONS),
            configuration.level(Factor.MAX_OFFSETS),
            Long.toString(
                new DurationOption().convert(configuration.level(Factor.TRIGGER)).toMillis()),
            configuration.level(Factor.STATE_STORE)));
    return query;
  }

  private long await(long records, Duration limit) {
    return Long.parseLong(jvm.order("await " + records + " " + limit.toMillis()).get(0));
  }

  private double stop() {
    return Double.parseDouble(jvm.order("stop").get(0));
  }

  /** A micro-batch, by Spark's progress of it. */
  record SparkBatch(long startMs, long durationMs, long rows, Map<Integer, Long> endOffsets) {
    private static final ObjectMapper JSON = new ObjectMapper();

    SparkBatch {
      endOffsets = Map.copyOf(endOffsets);
    }

    static List<SparkBatch> read(Path progress) {
      try (MappingIterator<JsonNode> lines =
          JSON.readerFor(JsonNode.class).readValues(progress.toFile())) {
        return lines.readAll().stream().map(SparkBatch::of).filter(one -> one.rows > 0).toList();
      } catch (IOException e) {
        throw new UncheckedIOException("can't read " + progress + ": " + e.getMessage(), e);
      }
    }

    private static SparkBatch of(JsonNode progress) {
      long rows = 0;
      Map<Integer, Long> ends = new HashMap<>();
      for (JsonNode source : progress.get("sources")) {
        if (source.get("description").asText().startsWith("Kafka")) {
          rows += source.get("numInputRows").asLong();
          // {"calls.clean":{"0":12}}
          for (JsonNode topic : source.get("endOffset")) {
            topic
                .fields()
                .forEachRemaining(
                    end -> ends.put(Integer.parseInt(end.getKey()), end.getValue().asLong()));
          }
        }
      }
      return new SparkBatch(
          Instant.parse(progress.get("timestamp").asText()).toEpochMilli(),
          progress.get("durationMs").get("triggerExecution").asLong(),
          rows,
          ends);
    }

    long endMs() {
      return startMs + durationMs;
    }

    /** Whether the record is counted when this batch and those before it are done. */
    boolean covers(int partition, long offset) {
      return endOffsets.getOrDefault(partition, 0L) > offset;
    }
  }
}
