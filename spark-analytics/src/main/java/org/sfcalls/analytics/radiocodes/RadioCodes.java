package org.sfcalls.analytics.radiocodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
    List<Row> rows = rows(spark, path);
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

  /** The dispositions that a table lists. */
  public static Set<String> codes(Dataset<Row> table) {
    return table.select("disposition_code").collectAsList().stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * On the driver alone: a Spark job for a table of this size would take longer than all else here.
   */
  private static List<Row> rows(SparkSession spark, String path) {
    Path file = new Path(path);
    List<Row> rows = new ArrayList<>();
    try (InputStream in = file.getFileSystem(spark.sessionState().newHadoopConf()).open(file)) {
      JsonNode table = new ObjectMapper().readTree(in);
      if (table == null || !table.isArray()) {
        throw new IllegalArgumentException(
            "radio codes in " + path + ": a JSON array of objects is needed");
      }
      for (JsonNode entry : table) {
        rows.add(
            RowFactory.create(
                entry.path("disposition_code").textValue(), entry.path("description").textValue()));
      }
      return rows;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "radio codes in " + path + " can't be read: " + e.getMessage(), e);
    }
  }

  private static boolean isBlank(Row row, int column) {
    return row.isNullAt(column) || row.getString(column).isBlank();
  }
}
