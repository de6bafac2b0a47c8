package org.sfcalls.analytics.writing;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.sfcalls.analytics.counting.CallCounts;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.WindowSpec;

/** Prints the windows that a batch changed as a table, the highest counts first. Times are UTC. */
public final class ConsoleSink implements Sink {
  /** Controls (ESC and the 8-bit ones), marks that turn text around, separators, unassigned. */
  private static final String NOT_PRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}]";

  private final PrintStream out;
  private final int rows;
  private final WindowSpec spec;

  /**
   * @param rows most rows that are printed of a batch
   */
  public ConsoleSink(PrintStream out, int rows, WindowSpec spec) {
    this.out = out;
    this.rows = rows;
    this.spec = spec;
  }

  @Override
  public void write(Dataset<Row> outcomes, long batch) {
    Dataset<Row> counts =
        CallCounts.windows(outcomes, spec)
            .withColumnRenamed("windowStart", "window start")
            .withColumnRenamed("windowEnd", "window end");
    List<Column> order = new ArrayList<>(List.of(col("count").desc(), col("window start")));
    for (GroupColumn column : GroupColumn.values()) {
      counts = counts.withColumn(column.toString(), printable(column.toString()));
      order.add(col(column.toString()));
    }
    counts = counts.orderBy(order.toArray(new Column[0]));
    long changed = counts.count();
    out.println(
        "batch "
            + batch
            + ": "
            + changed
            + " counts changed"
            + (changed > rows ? ", the " + rows + " highest:" : ""));
    out.print(counts.showString(rows, 0, false));
  }

  @Override
  public boolean readsTwice() {
    return true;
  }

  /** A call's text must not steer the terminal. */
  private static Column printable(String column) {
    return regexp_replace(col(column), NOT_PRINTABLE, "?").as(column);
  }
}
