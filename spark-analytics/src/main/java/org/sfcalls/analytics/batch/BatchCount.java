package org.sfcalls.analytics.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.account.BatchFigures;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.analytics.reading.BoundedTopic;
import org.sfcalls.analytics.reading.CallStream;
import org.sfcalls.analytics.writing.Sink;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.schemas.WindowSpec;

/**
 * Counts calls that are all there, by the function that counts the stream, and tells what became of
 * each. All calls are there at once, so none is late.
 */
public final class BatchCount {

  /** Number that sinks get: there is one batch. */
  private static final long BATCH = 0;

  private final SparkSession spark;
  private final RadioCodes radioCodes;
  private final WindowSpec spec;
  private final Grouping grouping;
  private final List<Sink> sinks;

  public BatchCount(
      SparkSession spark,
      RadioCodes radioCodes,
      WindowSpec spec,
      Grouping grouping,
      List<Sink> sinks) {
    this.spark = spark;
    this.radioCodes = radioCodes;
    this.spec = spec;
    this.grouping = grouping;
    this.sinks = List.copyOf(sinks);
  }

  /**
   * Counts the calls of export files, validated as ingest would.
   *
   * @param files JSON arrays or lines, plain or gzip; every executor must read them at these paths
   * @throws IOException when a file can't be read, with its name
   */
  public BatchFigures ofFiles(List<String> files) throws IOException {
    ExportFiles.check(files);
    Dataset<Row> records =
        ExportFiles.outcomes(spark, files, Limits.DEFAULT).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      SortedMap<String, Long> outcomes = frequencies(records, col("outcome"));
      long valid = taken(outcomes, ExportFiles.VALID);
      long repeated = taken(outcomes, ExportFiles.REPEATED);
      Dataset<Row> calls =
          records
              .filter(col("outcome").equalTo(ExportFiles.VALID))
              .withColumnRenamed("file", "partition")
              .withColumnRenamed("record", "offset");
      Counted counted = counted(SingleCalls.packed(calls, spec, grouping).toDF());
      return new BatchFigures(
          valid, repeated, outcomes, new TreeMap<>(), counted.totals(), counted.windows());
    } finally {
      records.unpersist();
    }
  }

  /** Counts the calls of a topic of clean calls. */
  public BatchFigures ofTopic(BoundedTopic clean, RegistryConnection registry) {
    Dataset<Row> packed =
        CallStream.packed(clean.records(spark), registry, spec, grouping)
            .toDF()
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long valid =
          packed
              .agg(
                  coalesce(
                      sum(expr("aggregate(counts, 0L, (sum, calls) -> sum + calls)")), lit(0L)))
              .head()
              .getLong(0);
      SortedMap<String, Long> undecodable =
          frequencies(
              packed.filter(col("kind").equalTo(PackedCalls.Kind.UNDECODABLE.name())),
              col("undecodable.reason"));
      Counted counted = counted(packed);
      return new BatchFigures(
          valid, 0, new TreeMap<>(), undecodable, counted.totals(), counted.windows());
    } finally {
      packed.unpersist();
    }
  }

  private record Counted(long totals, long windows) {}

  private Counted counted(Dataset<Row> packed) {
    Dataset<Row> outcomes =
        CallCounts.of(packed, radioCodes, spec).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      for (Sink sink : sinks) {
        sink.write(outcomes, BATCH);
      }
      Row counted =
          outcomes
              .agg(
                  coalesce(sum(size(col("counts"))), lit(0L)),
                  coalesce(
                      sum(expr("aggregate(counts, 0L, (sum, calls) -> sum + calls)")), lit(0L)))
              .head();
      return new Counted(counted.getLong(0), counted.getLong(1));
    } finally {
      outcomes.unpersist();
    }
  }

  private static SortedMap<String, Long> frequencies(Dataset<Row> records, Column by) {
    SortedMap<String, Long> frequencies = new TreeMap<>();
    for (Row row : records.groupBy(by.as("of")).count().collectAsList()) {
      frequencies.put(row.getString(0), row.getLong(1));
    }
    return frequencies;
  }

  private static long taken(SortedMap<String, Long> frequencies, String name) {
    Long count = frequencies.remove(name);
    return count == null ? 0 : count;
  }
}
