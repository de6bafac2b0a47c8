package org.sfcalls.analytics.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.CommitLog;
import org.apache.spark.sql.execution.streaming.CommitMetadata;
import org.apache.spark.sql.execution.streaming.OffsetSeq;
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * The last batch that a query has finished, as its checkpoint has it.
 *
 * @param ends the offset that each partition was read up to
 * @param watermarkMs watermark in force during it, epoch milliseconds
 * @param nextWatermarkMs watermark that its calls have moved
 */
record FinishedBatch(Map<Integer, Long> ends, long watermarkMs, long nextWatermarkMs) {

  private static final ObjectMapper JSON = new ObjectMapper();

  FinishedBatch {
    ends = Map.copyOf(ends);
  }

  /**
   * That of the query that keeps this checkpoint, in the active session.
   *
   * @param topic the topic whose offsets are told
   */
  static Optional<FinishedBatch> of(String checkpoint, String topic) {
    SparkSession spark = SparkSession.active();
    Option<Tuple2<Object, CommitMetadata>> commit =
        new CommitLog(spark, new Path(checkpoint, "commits").toString()).getLatest();
    if (commit.isEmpty()) {
      return Optional.empty();
    }
    long batch = (Long) commit.get()._1();
    OffsetSeq planned =
        new OffsetSeqLog(spark, new Path(checkpoint, "offsets").toString()).get(batch).get();
    Map<Integer, Long> ends = new HashMap<>();
    for (Option<Offset> source : JavaConverters.seqAsJavaList(planned.offsets())) {
      if (source.isDefined()) {
        json(source.get())
            .path(topic)
            .fields()
            .forEachRemaining(
                end -> ends.put(Integer.valueOf(end.getKey()), end.getValue().longValue()));
      }
    }
    return Optional.of(
        new FinishedBatch(
            ends,
            planned.metadata().get().batchWatermarkMs(),
            commit.get()._2().nextBatchWatermarkMs()));
  }

  /** Of Kafka's source {@code {"topic":{"0":12}}}. */
  private static JsonNode json(Offset offset) {
    try {
      return JSON.readTree(offset.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark's offsets are no JSON: " + offset.json(), e);
    }
  }
}
