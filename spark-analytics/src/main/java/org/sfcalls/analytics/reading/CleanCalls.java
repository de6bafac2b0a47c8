package org.sfcalls.analytics.reading;

import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.reading.CallDecoder.UndecodableException;

/** The calls of the topic of clean calls, one by one, for what reads them at rest. */
public final class CleanCalls {

  /**
   * Of a record that could not be decoded, {@code reason} and all behind it are set, and {@code
   * group} (as {@link org.sfcalls.schemas.CallGroup#bytes} has it) and {@code eventTimeMs} (epoch
   * milliseconds) are null; of a call it is the other way round.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("partition", DataTypes.IntegerType, false)
          .add("offset", DataTypes.LongType, false)
          .add("group", DataTypes.BinaryType)
          .add("eventTimeMs", DataTypes.LongType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("key", DataTypes.BinaryType)
          .add("value", DataTypes.BinaryType);

  private CleanCalls() {}

  /**
   * Every record of the topic, in the columns of {@link #SCHEMA}. A registry that can't be reached
   * fails the job.
   */
  public static Dataset<Row> of(
      SparkSession spark, BoundedTopic topic, RegistryConnection registry, Grouping grouping) {
    return topic
        .records(spark)
        .select("key", "value", "partition", "offset")
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) records -> decoded(records, registry, grouping),
            Encoders.row(SCHEMA));
  }

  private static Iterator<Row> decoded(
      Iterator<Row> records, RegistryConnection registry, Grouping grouping) {
    GroupWriter groups = new GroupWriter(grouping);
    CallDecoder decoder = new CallDecoder(WriterSchemas.of(registry)::get);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public Row next() {
        Row record = records.next();
        byte[] value = bytes(record, 1);
        try {
          decoder.decode(value);
          return RowFactory.create(
              record.getInt(2),
              record.getLong(3),
              groups.group(decoder).record(),
              decoder.eventTimeMs(),
              null,
              null,
              null,
              null);
        } catch (UndecodableException e) {
          return RowFactory.create(
              record.getInt(2),
              record.getLong(3),
              null,
              null,
              e.reason(),
              e.getMessage(),
              bytes(record, 0),
              value);
        }
      }
    };
  }

  private static byte[] bytes(Row row, int column) {
    return row.isNullAt(column) ? null : (byte[]) row.get(column);
  }
}
