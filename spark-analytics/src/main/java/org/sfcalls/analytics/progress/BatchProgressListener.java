package org.sfcalls.analytics.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.sfcalls.schemas.BatchProgress;

/** Turns Spark's progress events into {@link BatchProgress} records. */
public final class BatchProgressListener extends StreamingQueryListener {

  /** Name of the observed metrics that the query keeps: {@code late} and {@code undecodable}. */
  public static final String METRICS = "outcomes";

  private final ObjectMapper json = new ObjectMapper();
  private final String topic;
  private final Consumer<BatchProgress> receiver;

  /**
   * @param topic the topic whose offsets are told
   */
  public BatchProgressListener(String topic, Consumer<BatchProgress> receiver) {
    this.topic = topic;
    this.receiver = receiver;
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
    Map<String, Long> endOffsets = new TreeMap<>();
    long calls = 0;
    for (SourceProgress source : progress.sources()) {
      if (source.description().startsWith("Kafka")) {
        calls += source.numInputRows();
        endOffsets.putAll(offsets(source.endOffset()));
      }
    }
    long stateRows = 0;
    for (StateOperatorProgress operator : progress.stateOperators()) {
      stateRows += operator.numRowsTotal();
    }
    Row metrics = progress.observedMetrics().get(METRICS);
    long durationMs = progress.durationMs().get("triggerExecution");
    return BatchProgress.newBuilder()
        .setQuery(progress.id().toString())
        .setBatch(progress.batchId())
        .setFinishedAt(Instant.parse(progress.timestamp()).plusMillis(durationMs))
        .setCalls(calls)
        .setDurationMs(durationMs)
        .setCallsPerSecond(durationMs == 0 ? 0 : calls * 1000.0 / durationMs)
        .setWatermark(watermark(progress))
        .setStateRows(stateRows)
        .setLatePairs(metrics == null || metrics.isNullAt(0) ? 0 : metrics.getLong(0))
        .setUndecodable(metrics == null || metrics.isNullAt(1) ? 0 : metrics.getLong(1))
        .setEndOffsets(endOffsets)
        .build();
  }

  /** Spark's watermark is 1970 until every partition has had a call. */
  private static Instant watermark(StreamingQueryProgress progress) {
    String text = progress.eventTime().get("watermark");
    Instant watermark = text == null ? Instant.EPOCH : Instant.parse(text);
    return watermark.equals(Instant.EPOCH) ? null : watermark;
  }

  /** Offsets by partition, from Spark's {@code {"topic":{"0":12}}}. */
  private Map<String, Long> offsets(String sparkOffsets) {
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
