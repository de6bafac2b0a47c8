package org.sfcalls.analytics.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.account.Account;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;
import org.sfcalls.account.Recomputed;
import org.sfcalls.analytics.counting.GroupValues;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.reading.CleanCalls;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

/**
 * One audit: the account of the topics as they stood, recomputed from their records. Closing it
 * lets go of what Spark keeps for it.
 */
final class Audit implements AutoCloseable {

  /** Differences that are told one by one. */
  static final int DIFFERENCES_TOLD = 20;

  private static final StorageLevel KEPT = StorageLevel.MEMORY_AND_DISK();

  private final SparkSession spark;
  private final RegistryConnection registry;
  private final Topics names;
  private final AuditTopics topics;
  private final WindowSpec spec;
  private final Dataset<Row> calls;
  private final Dataset<Row> late;
  private final Dataset<Row> counts;
  private final Dataset<Row> expected;
  private final Dataset<Row> compared;

  Audit(SparkSession spark, AuditedJob job, AuditTopics topics) {
    this.spark = spark;
    this.registry = job.registry();
    this.names = job.topics();
    this.topics = topics;
    this.spec = topics.countedBy().windows();
    Grouping grouping = Grouping.ofFields(topics.countedBy().grouping());
    TopicRows rows = new TopicRows(registry);
    this.calls =
        CleanCalls.of(spark, topics.clean(), registry, grouping)
            .select("partition", "offset", "group", "eventTimeMs", "reason")
            .persist(KEPT);
    this.late = rows.late(topics.late().records(spark)).persist(KEPT);
    this.counts = rows.counts(topics.counts().records(spark)).persist(KEPT);
    this.expected = WindowTotals.expected(calls, late, topics.counted(), spec).persist(KEPT);
    this.compared = WindowTotals.compared(expected, counts).persist(KEPT);
  }

  /** What was found. */
  AuditResult result() {
    Row clean =
        calls
            .agg(
                count(lit(1)),
                count(when(WindowTotals.counted(topics.counted()), 1)),
                count(
                    when(WindowTotals.counted(topics.counted()).and(col("reason").isNotNull()), 1)))
            .head();
    Row pairs =
        expected
            .agg(
                coalesce(sum(when(col("group").isNotNull(), col("late"))), lit(0L)),
                coalesce(sum(when(col("group").isNull(), col("late"))), lit(0L)))
            .head();
    Row totals =
        compared
            .agg(
                coalesce(
                    sum(
                        when(col("verdict").equalTo(WindowTotals.UNDER_WAY), col("due"))
                            .otherwise(col("total"))),
                    lit(0L)),
                count(when(col("verdict").equalTo(WindowTotals.UNDER_WAY), 1)),
                count(when(col("verdict").equalTo(WindowTotals.DIFFERS), 1)))
            .head();
    SortedMap<String, Long> rejected = new TreeMap<>();
    SortedMap<String, Long> strayed = new TreeMap<>();
    Dataset<Row> deadLetters =
        new TopicRows(registry)
            .deadLetters(topics.rejected().recordsWithHeaders(spark))
            .persist(KEPT);
    for (Row row : deadLetters.groupBy("source", "reason").count().collectAsList()) {
      String source = row.getString(0);
      if (source.equals(names.raw())) {
        rejected.put(row.getString(1), row.getLong(2));
      } else if (!source.equals(names.clean())) {
        strayed.merge(source, row.getLong(2), Long::sum);
      }
    }
    // A batch that was run again sends its dead letters again: where they were counts.
    SortedMap<String, Long> undecodable = new TreeMap<>();
    for (Row row :
        deadLetters
            .filter(col("source").equalTo(names.clean()))
            .select(
                substring_index(col("place"), ":", 1).cast("int").as("partition"),
                substring_index(col("place"), ":", -1).cast("long").as("offset"),
                col("reason"))
            .filter(WindowTotals.counted(topics.counted()))
            .dropDuplicates(new String[] {"partition", "offset"})
            .groupBy("reason")
            .count()
            .collectAsList()) {
      undecodable.put(row.getString(0), row.getLong(1));
    }
    deadLetters.unpersist();
    Figures figures =
        new Figures(
            topics.raw().records(spark).count(),
            clean.getLong(0),
            rejected,
            undecodable,
            strayed,
            ledger(),
            totals.getLong(0),
            pairs.getLong(0));
    Recomputed recomputed =
        new Recomputed(
            clean.getLong(2),
            spec.windowsPerCall() * (clean.getLong(1) - clean.getLong(2)),
            totals.getLong(2),
            pairs.getLong(1),
            counts.filter(col("group").isNull()).count()
                + late.filter(col("kept").isNull()).count());
    return new AuditResult(
        Account.of(figures, recomputed, spec.windowsPerCall()),
        clean.getLong(0) - clean.getLong(1),
        totals.getLong(1),
        totals.getLong(2),
        differences());
  }

  /** The totals that differ: what {@link WindowTotals#compared} says of them. */
  Dataset<Row> differing() {
    return compared.filter(col("verdict").equalTo(WindowTotals.DIFFERS));
  }

  private List<Difference> differences() {
    return differing()
        .orderBy(col("windowStart"), GroupValues.of(col("group")), col("windowEnd"))
        .limit(DIFFERENCES_TOLD)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Difference(
                    Instant.ofEpochMilli(row.getAs("windowStart")),
                    Instant.ofEpochMilli(row.getAs("windowEnd")),
                    CallGroup.of(row.<byte[]>getAs("group")),
                    row.getAs("due"),
                    row.getAs("total")))
        .toList();
  }

  private Ledger ledger() {
    Ledger.Sum sum = new Ledger.Sum();
    Dataset<Row> newest =
        new TopicRows(registry)
            .ledger(topics.ledger().records(spark))
            .groupBy("partition", "outcome", "reason")
            .agg(max_by(col("count"), col("offset")).as("count"))
            .filter(col("count").isNotNull());
    for (Row row : newest.collectAsList()) {
      sum.add(row.getAs("outcome"), row.getAs("reason"), row.getAs("count"));
    }
    return sum.ledger();
  }

  @Override
  public void close() {
    compared.unpersist();
    expected.unpersist();
    counts.unpersist();
    late.unpersist();
    calls.unpersist();
  }
}
