package org.sfcalls.analytics.audit;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sfcalls.schemas.WindowSpec;

/**
 * The totals that there must be, from the calls and the late pairs alone, beside those that there
 * are. Plain arithmetic on each (call, window) pair and nothing of the counting function, which is
 * what is audited.
 */
final class WindowTotals {

  /** A total that is what the counted calls say. */
  static final String RIGHT = "right";

  /** A total that calls behind the position explain: their batch had written it, and not ended. */
  static final String UNDER_WAY = "under way";

  /** A total that no calls explain. */
  static final String DIFFERS = "differs";

  private WindowTotals() {}

  /**
   * What each window must have.
   *
   * @param calls in the columns of {@link org.sfcalls.analytics.reading.CleanCalls#SCHEMA}
   * @param late in the columns of {@link TopicRows#late}
   * @return {@code windowStart}, {@code windowEnd} (epoch milliseconds), {@code group}, {@code due}
   *     (calls that are counted), {@code behind} (calls behind the position) and {@code late}
   *     (pairs of counted calls that are kept as late); late pairs that no call has are {@code
   *     late} under a null group
   */
  static Dataset<Row> expected(
      Dataset<Row> calls, Dataset<Row> late, Position counted, WindowSpec spec) {
    long slide = spec.slide().toMillis();
    Column[] starts = new Column[spec.windowsPerCall()];
    for (int window = 0; window < starts.length; window++) {
      starts[window] = col("pane").minus(lit(window * slide));
    }
    Dataset<Row> pairs =
        calls
            .filter(col("reason").isNull())
            .withColumn("pane", expr("eventTimeMs - pmod(eventTimeMs, " + slide + "L)"))
            .select(
                col("partition"),
                col("offset"),
                col("group"),
                counted(counted).as("counted"),
                explode(array(starts)).as("windowStart"));
    Column[] pair = {col("partition"), col("offset"), col("windowStart")};
    Dataset<Row> kept =
        late.filter(col("kept").isNotNull())
            .groupBy(pair)
            .agg(max_by(col("kept"), col("lateOffset")).as("isLate"))
            .filter(col("isLate"));
    Column onTime = col("counted").and(col("isLate").isNull());
    return pairs
        .join(kept, new String[] {"partition", "offset", "windowStart"}, "full_outer")
        .groupBy("windowStart", "group")
        .agg(
            count(when(onTime, 1)).as("due"),
            count(when(col("counted").equalTo(false), 1)).as("behind"),
            count(when(col("isLate").and(coalesce(col("counted"), lit(true))), 1)).as("late"))
        .withColumn("windowEnd", col("windowStart").plus(lit(spec.size().toMillis())));
  }

  /** Whether the call of a row is counted. */
  static Column counted(Position position) {
    Column counted = lit(false);
    for (Map.Entry<Integer, Long> end : position.ends().entrySet()) {
      counted =
          counted.or(
              col("partition").equalTo(end.getKey()).and(col("offset").lt(lit(end.getValue()))));
    }
    return counted;
  }

  /**
   * Expected and found totals side by side.
   *
   * @param expected what {@link #expected} gives
   * @param found in the columns of {@link TopicRows#counts}
   * @return {@code windowStart}, {@code windowEnd}, {@code group}, {@code due}, {@code behind},
   *     {@code total} (0 where there is none), {@code key} (null where there is none) and {@code
   *     verdict}
   */
  static Dataset<Row> compared(Dataset<Row> expected, Dataset<Row> found) {
    Dataset<Row> newest =
        found
            .filter(col("group").isNotNull())
            .groupBy("windowStart", "windowEnd", "group")
            // Records of one key are in one partition, so their offsets tell which is the newest.
            .agg(max_by(struct(col("count"), col("key")), col("offset")).as("newest"));
    Column due = coalesce(col("due"), lit(0L));
    Column behind = coalesce(col("behind"), lit(0L));
    Column total = coalesce(col("newest.count"), lit(0L));
    return expected
        .filter(col("group").isNotNull())
        .join(newest, new String[] {"windowStart", "windowEnd", "group"}, "full_outer")
        .select(
            col("windowStart"),
            col("windowEnd"),
            col("group"),
            due.as("due"),
            behind.as("behind"),
            total.as("total"),
            col("newest.key").as("key"),
            when(total.equalTo(due), RIGHT)
                .when(total.between(due, due.plus(behind)), UNDER_WAY)
                .otherwise(DIFFERS)
                .as("verdict"));
  }
}
