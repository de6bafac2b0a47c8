package org.sfcalls.analytics.writing;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.CommitLog;
import org.apache.spark.sql.execution.streaming.CommitMetadata;
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;
import org.apache.spark.sql.execution.streaming.OffsetSeqMetadata;
import org.apache.spark.sql.execution.streaming.StreamMetadata;
import scala.Option;

/** What a sink must know of the query whose batches it writes. */
public interface StreamedQuery {

  /** Past the end of any window, and a time that Parquet's readers take. */
  long END_OF_TIME_MS = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  /** Id of the query, the same after a restart from its checkpoint. */
  String id();

  /**
   * Watermark in force during a batch, epoch milliseconds: windows that end at or before it were
   * closed when the batch began. The same when the batch is run again.
   */
  long watermarkMs(long batch);

  /**
   * Watermark that a batch's calls have moved, epoch milliseconds: that of the next batch. Empty
   * while the batch is not finished, and where Spark has cleared away what it knew of it.
   *
   * @param checkpoint of the query, in the active session
   */
  static OptionalLong nextWatermarkMs(String checkpoint, long batch) {
    return nextWatermarkMs(commits(checkpoint).get(batch));
  }

  /**
   * Watermark of the newest finished batch, epoch milliseconds; empty where it has none yet.
   *
   * @param checkpoint of the query, in the active session
   */
  static OptionalLong newestWatermarkMs(String checkpoint) {
    OptionalLong newest = nextWatermarkMs(commits(checkpoint).getLatest().map(batch -> batch._2()));
    // Spark's watermark before any call.
    return newest.orElse(0) == 0 ? OptionalLong.empty() : newest;
  }

  private static CommitLog commits(String checkpoint) {
    return new CommitLog(SparkSession.active(), new Path(checkpoint, "commits").toString());
  }

  private static OptionalLong nextWatermarkMs(Option<CommitMetadata> finished) {
    return finished.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(finished.get().nextBatchWatermarkMs());
  }

  /** A single batch of all there is, after which every window is final. */
  static StreamedQuery ofOneBatch() {
    String id = "batch-" + UUID.randomUUID();
    return new StreamedQuery() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public long watermarkMs(long batch) {
        return END_OF_TIME_MS;
      }
    };
  }

  /**
   * The query that keeps this checkpoint, in the active session. Spark writes what is asked for
   * here before it runs a batch, so a sink finds it there.
   */
  static StreamedQuery of(String checkpoint) {
    return new StreamedQuery() {
      @Override
      public String id() {
        Path file = new Path(checkpoint, "metadata");
        Option<StreamMetadata> metadata =
            StreamMetadata.read(file, SparkSession.active().sessionState().newHadoopConf());
        if (metadata.isEmpty()) {
          throw new IllegalStateException("the checkpoint lacks " + file);
        }
        return metadata.get().id();
      }

      @Override
      public long watermarkMs(long batch) {
        OffsetSeqLog log =
            new OffsetSeqLog(SparkSession.active(), new Path(checkpoint, "offsets").toString());
        Option<OffsetSeqMetadata> metadata = log.offsetSeqMetadataForBatchId(batch);
        if (metadata.isEmpty()) {
          throw new IllegalStateException(
              "the checkpoint " + checkpoint + " holds nothing of batch " + batch);
        }
        return metadata.get().batchWatermarkMs();
      }
    };
  }
}
