package org.sfcalls.analytics.counting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

/** The values of groups in Spark's columns; through the shuffle a group is one column of bytes. */
public final class GroupValues {

  private static final UserDefinedFunction VALUES =
      udf(
          (UDF1<byte[], String[]>) group -> CallGroup.of(group).values(),
          DataTypes.createArrayType(DataTypes.StringType));

  private GroupValues() {}

  /**
   * The values as an array, in the order of {@link GroupColumn}.
   *
   * @param group as {@link CallGroup#bytes} has it
   */
  public static Column of(Column group) {
    return VALUES.apply(group);
  }

  /**
   * Rows with the column {@code values} and these others. Before an array of the row is exploded,
   * since Spark would make the values anew for each of its elements.
   *
   * @param rows with a column {@code group}, as {@link CallGroup#bytes} has it
   */
  static Dataset<Row> besides(Dataset<Row> rows, Column... others) {
    List<Column> all = new ArrayList<>(List.of(of(col("group")).as("values")));
    all.addAll(List.of(others));
    return rows.select(all.toArray(new Column[0]));
  }

  /**
   * These columns, with one for each of the column {@code values} between, named as {@link
   * GroupColumn} is.
   */
  static Column[] between(List<Column> before, List<Column> after) {
    List<Column> all = new ArrayList<>(before);
    for (GroupColumn column : GroupColumn.values()) {
      all.add(col("values").getItem(column.ordinal()).as(column.toString()));
    }
    all.addAll(after);
    return all.toArray(new Column[0]);
  }
}
