package org.sfcalls.analytics.progress;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CountedBy;

/** Turns Spark's progress events into {@link BatchProgress} records. */
public final class BatchProgressListener extends StreamingQueryListener {

  /** Name of the metrics of {@link #observed}. */
  private static final String METRICS = "outcomes";

  private final ObjectMapper json = new ObjectMapper();
  private final String topic;
  private final CountedBy countedBy;
  private final LongFunction<Map<String, Long>> unlisted;
  private final LongFunction<OptionalLong> nextWatermarkMs;
  private final Consumer<BatchProgress> receiver;

  /**
   * @param topic the topic whose offsets are told
   * @param countedBy what the query counts by
   * @param unlisted gives a batch's calls with dispositions that the radio codes do not list
   * @param nextWatermarkMs gives the watermark after a batch, epoch milliseconds, where it is known
   */
  public BatchProgressListener(
      String topic,
      CountedBy countedBy,
      LongFunction<Map<String, Long>> unlisted,
      LongFunction<OptionalLong> nextWatermarkMs,
      Consumer<BatchProgress> receiver) {
    this.topic = topic;
    this.countedBy = countedBy;
    this.unlisted = unlisted;
    this.nextWatermarkMs = nextWatermarkMs;
    this.receiver = receiver;
  }

  /**
   * The same outcomes, of which Spark then tells this listener how many pairs were late, how many
   * records undecodable, and the newest event time: its own figures of that are those of one
   * partition alone.
   *
   * @param outcomes the columns of {@link org.sfcalls.analytics.counting.KeyOutcome}
   */
  public static Dataset<Row> observed(Dataset<Row> outcomes) {
    return outcomes.observe(
        METRICS,
        sum(size(col("lateOffsets"))).as("late"),
        count(col("undecodable")).as("undecodable"),
        max(col("newestMs")).as("newest"));
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    // An idle query reports now and then without having run a batch.
    if (progress.durationMs().containsKey("addBatch")) {
      receiver.accept(batchProgress(progress));
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}

  private BatchProgress batchProgress(StreamingQueryProgress progress) {
    Map<String, Long> startOffsets = new TreeMap<>();
    Map<String, Long> endOffsets = new TreeMap<>();
    Map<String, Long> lag = new TreeMap<>();
    long calls = 0;
    for (SourceProgress source : progress.sources()) {
      if (source.description().startsWith("Kafka")) {
        calls += source.numInputRows();
        startOffsets.putAll(offsets(source.startOffset()));
        Map<String, Long> ends = offsets(source.endOffset());
        endOffsets.putAll(ends);
        // The source reads committed records alone, so its latest offset is the end of what was
        // committed (the last stable offset), and a batch that reads all of it ends right there,
        // behind the marker of the last transaction.
        offsets(source.latestOffset())
            .forEach(
                (partition, latest) ->
                    lag.put(partition, Math.max(0, latest - ends.getOrDefault(partition, latest))));
      }
    }
    long stateRows = 0;
    long stateBytes = 0;
    for (StateOperatorProgress operator : progress.stateOperators()) {
      stateRows += operator.numRowsTotal();
      stateBytes += operator.memoryUsedBytes();
    }
    Row metrics = progress.observedMetrics().get(METRICS);
    boolean newestKnown = metrics != null && !metrics.isNullAt(2);
    Instant newest = newestKnown ? Instant.ofEpochMilli(metrics.getLong(2)) : null;
    Map<String, Long> unlistedCalls = unlisted.apply(progress.batchId());
    long durationMs = progress.durationMs().get("triggerExecution");
    Instant triggered = Instant.parse(progress.timestamp());
    Instant finished = triggered.plusMillis(durationMs);
    return countedBy
        .addTo(BatchProgress.newBuilder())
        .setQuery(progress.id().toString())
        .setBatch(progress.batchId())
        .setTriggeredAt(triggered)
        .setFinishedAt(finished)
        .setCalls(calls)
        .setDurationMs(durationMs)
        .setPhaseDurationsMs(new TreeMap<>(progress.durationMs()))
        .setCallsPerSecond(durationMs == 0 ? 0 : calls * 1000.0 / durationMs)
        .setWatermark(watermark(progress))
        .setNewestEventTime(newest)
        .setEventTimeDelayMs(newest == null ? null : Duration.between(newest, finished).toMillis())
        .setStateRows(stateRows)
        .setStateBytes(stateBytes)
        .setLatePairs(metrics == null || metrics.isNullAt(0) ? 0 : metrics.getLong(0))
        .setUndecodable(metrics == null || metrics.isNullAt(1) ? 0 : metrics.getLong(1))
        .setUnlisted(unlistedCalls.values().stream().mapToLong(Long::longValue).sum())
        .setUnlistedByDisposition(unlistedCalls)
        .setStartOffsets(startOffsets)
        .setEndOffsets(endOffsets)
        .setLag(lag)
        .build();
  }

  /**
   * Spark itself tells the watermark before the batch: of a stream that has ended, the last would
   * never be known. 1970 until every partition has had a call.
   */
  private Instant watermark(StreamingQueryProgress progress) {
    String before = progress.eventTime().get("watermark");
    OptionalLong after = nextWatermarkMs.apply(progress.batchId());
    Instant watermark =
        after.isPresent()
            ? Instant.ofEpochMilli(after.getAsLong())
            : before == null ? Instant.EPOCH : Instant.parse(before);
    return watermark.equals(Instant.EPOCH) ? null : watermark;
  }

  /** Offsets by partition, from Spark's {@code {"topic":{"0":12}}}; none from null. */
  private Map<String, Long> offsets(String sparkOffsets) {
    if (sparkOffsets == null) {
      return Map.of();
    }
    try {
      Map<String, Long> offsets = new TreeMap<>();
      json.readTree(sparkOffsets)
          .path(topic)
          .fields()
          .forEachRemaining(field -> offsets.put(field.getKey(), field.getValue().asLong()));
      return offsets;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark's offsets are no JSON: " + sparkOffsets, e);
    }
  }
}
