package org.sfcalls.analytics.audit;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.reading.WriterSchemas;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.LedgerCount;
import org.sfcalls.schemas.LedgerKey;

/**
 * The records of the topics that an audit compares with, as rows. The dataset of records that goes
 * in has the columns key, value, partition, offset and headers. Of a record that can't be decoded
 * only {@code offset} is set.
 */
final class TopicRows {

  private static final StructType COUNT =
      new StructType()
          .add("offset", DataTypes.LongType, false)
          .add("windowStart", DataTypes.LongType)
          .add("windowEnd", DataTypes.LongType)
          .add("group", DataTypes.BinaryType)
          .add("count", DataTypes.LongType)
          .add("key", DataTypes.BinaryType);

  private static final StructType LATE =
      new StructType()
          .add("lateOffset", DataTypes.LongType, false)
          .add("partition", DataTypes.IntegerType)
          .add("offset", DataTypes.LongType)
          .add("windowStart", DataTypes.LongType)
          .add("kept", DataTypes.BooleanType);

  private static final StructType LEDGER =
      new StructType()
          .add("offset", DataTypes.LongType, false)
          .add("partition", DataTypes.IntegerType)
          .add("outcome", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("count", DataTypes.LongType);

  private static final StructType DEAD_LETTER =
      new StructType()
          .add("source", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType, false)
          .add("place", DataTypes.StringType, false);

  private final RegistryConnection registry;

  TopicRows(RegistryConnection registry) {
    this.registry = registry;
  }

  /**
   * Totals: {@code offset}, {@code windowStart}, {@code windowEnd} (epoch milliseconds), {@code
   * group} (as {@link CallGroup#bytes} has it), {@code count} (null: taken away) and the {@code
   * key} as it stands.
   */
  Dataset<Row> counts(Dataset<Row> records) {
    RegistryConnection registry = this.registry;
    return rows(
        records,
        COUNT,
        () -> {
          RecordDecoder keys = decoder(CallCountKey.getClassSchema(), registry);
          RecordDecoder values = decoder(CallCount.getClassSchema(), registry);
          return record -> {
            Optional<GenericRecord> key = keys.decode(bytes(record, 0));
            Optional<GenericRecord> value = values.decode(bytes(record, 1));
            boolean readable = key.isPresent() && (value.isPresent() || record.isNullAt(1));
            return readable
                ? RowFactory.create(
                    record.getLong(3),
                    key.get().get("window_start"),
                    key.get().get("window_end"),
                    CallGroup.of(key.get()).bytes(),
                    value.map(total -> total.get("count")).orElse(null),
                    bytes(record, 0))
                : RowFactory.create(record.getLong(3), null, null, null, null, null);
          };
        });
  }

  /**
   * Late pairs: {@code lateOffset} (of the record), {@code partition} and {@code offset} of the
   * call, {@code windowStart} (epoch milliseconds) and whether it is {@code kept}, not taken away.
   */
  Dataset<Row> late(Dataset<Row> records) {
    RegistryConnection registry = this.registry;
    return rows(
        records,
        LATE,
        () -> {
          RecordDecoder keys = decoder(LateCallKey.getClassSchema(), registry);
          return record ->
              keys.decode(bytes(record, 0))
                  .map(
                      key ->
                          RowFactory.create(
                              record.getLong(3),
                              key.get("partition"),
                              key.get("offset"),
                              key.get("window_start"),
                              !record.isNullAt(1)))
                  .orElseGet(() -> RowFactory.create(record.getLong(3), null, null, null, null));
        });
  }

  /**
   * Ledger totals: {@code offset}, {@code partition} of the raw topic, {@code outcome}, {@code
   * reason} and {@code count} (null: taken away).
   */
  Dataset<Row> ledger(Dataset<Row> records) {
    RegistryConnection registry = this.registry;
    return rows(
        records,
        LEDGER,
        () -> {
          RecordDecoder keys = decoder(LedgerKey.getClassSchema(), registry);
          RecordDecoder values = decoder(LedgerCount.getClassSchema(), registry);
          return record -> {
            GenericRecord key = keys.decode(bytes(record, 0)).orElseThrow(() -> unreadable(record));
            Object count =
                record.isNullAt(1)
                    ? null
                    : values
                        .decode(bytes(record, 1))
                        .orElseThrow(() -> unreadable(record))
                        .get("count");
            return RowFactory.create(
                record.getLong(3),
                key.get("partition"),
                text(key, "outcome"),
                key.get("reason") == null ? null : text(key, "reason"),
                count);
          };
        });
  }

  private static IllegalStateException unreadable(Row record) {
    return new IllegalStateException(
        "the record at offset "
            + record.getLong(3)
            + " of partition "
            + record.getInt(2)
            + " of the ledger is no count of it");
  }

  /** Dead letters: topic, partition:offset that they came from, and the reason. */
  Dataset<Row> deadLetters(Dataset<Row> records) {
    return rows(
        records,
        DEAD_LETTER,
        () ->
            record -> {
              DeadLetter letter = DeadLetter.of(headers(record)::get);
              return RowFactory.create(letter.topic(), letter.reason(), letter.place());
            });
  }

  private static Map<String, byte[]> headers(Row record) {
    List<Row> headers = record.isNullAt(4) ? List.of() : record.getList(4);
    return headers.stream()
        .filter(header -> !header.isNullAt(1))
        .collect(
            Collectors.toMap(
                header -> header.getString(0),
                header -> bytes(header, 1),
                // The newest of a name is last.
                (older, newer) -> newer));
  }

  private interface Rows extends Serializable {
    RowOf inTask();
  }

  private interface RowOf {
    Row of(Row record);
  }

  private static Dataset<Row> rows(Dataset<Row> records, StructType schema, Rows rows) {
    return records.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            partition -> {
              RowOf row = rows.inTask();
              return new Iterator<>() {
                @Override
                public boolean hasNext() {
                  return partition.hasNext();
                }

                @Override
                public Row next() {
                  return row.of(partition.next());
                }
              };
            },
        Encoders.row(schema));
  }

  private static RecordDecoder decoder(Schema contract, RegistryConnection registry) {
    IntFunction<Schema> schemas = WriterSchemas.of(registry)::get;
    return new RecordDecoder(contract, schemas);
  }

  private static String text(GenericRecord record, String field) {
    return record.get(field).toString();
  }

  private static byte[] bytes(Row row, int column) {
    return row.isNullAt(column) ? null : (byte[]) row.get(column);
  }
}
