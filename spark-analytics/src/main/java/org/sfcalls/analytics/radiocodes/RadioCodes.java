package org.sfcalls.analytics.radiocodes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table of radio codes: {@code disposition_code} and {@code description}. */
public final class RadioCodes {

  private static final StructType SCHEMA =
      new StructType()
          .add("disposition_code", DataTypes.StringType)
          .add("description", DataTypes.StringType);

  private RadioCodes() {}

  /**
   * Reads and checks the table, a JSON array of objects.
   *
   * @param path any path that Spark reads
   * @throws IllegalArgumentException when the table is empty, a code or description is missing or
   *     blank, or a code stands there twice, which would multiply counts in the join
   */
  public static Dataset<Row> read(SparkSession spark, String path) {
    List<Row> rows =
        spark
            .read()
            .schema(SCHEMA)
            .option("multiLine", true)
            .option("mode", "FAILFAST")
            .json(path)
            .collectAsList();
    Set<String> codes = new HashSet<>();
    for (Row row : rows) {
      if (isBlank(row, 0) || isBlank(row, 1)) {
        throw new IllegalArgumentException(
            "radio codes in " + path + ": an entry lacks its code or description: " + row);
      }
      if (!codes.add(row.getString(0))) {
        throw new IllegalArgumentException(
            "radio codes in " + path + ": code '" + row.getString(0) + "' stands there twice");
      }
    }
    if (codes.isEmpty()) {
      throw new IllegalArgumentException("radio codes in " + path + ": the table is empty");
    }
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static boolean isBlank(Row row, int column) {
    return row.isNullAt(column) || row.getString(column).isBlank();
  }
}
