package org.sfcalls.analytics.audit;

import java.io.Serializable;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * Publishes the right total for each that differs. One that should not be there becomes zero and is
 * not taken away: a value reaches every reader, while a tombstone is gone after a day ({@code
 * delete.retention.ms}), and who was away for longer would keep the wrong total.
 */
final class Repair {

  private static final StructType RECORD =
      new StructType().add("key", DataTypes.BinaryType).add("value", DataTypes.BinaryType);

  private final KafkaConnection kafka;
  private final String topic;
  private final int keyId;
  private final int valueId;

  /**
   * Asks the registry for the ids of the contracts.
   *
   * @throws Registry.RegistryException when it can't be reached or does not hold one
   */
  Repair(KafkaConnection kafka, Registry registry, Topics topics) {
    this.kafka = kafka;
    this.topic = topics.counts();
    this.keyId = registry.schemaId(Topics.keySubject(topic), CallCountKey.getClassSchema());
    this.valueId = registry.schemaId(Topics.valueSubject(topic), CallCount.getClassSchema());
  }

  /**
   * Publishes; when this returns the totals are kept.
   *
   * @param differing what {@link WindowTotals#compared} says of them
   */
  void publish(Dataset<Row> differing, RadioCodes radioCodes) {
    differing
        .select("windowStart", "windowEnd", "group", "due", "key")
        .mapPartitions(new Encoding(keyId, valueId, radioCodes), Encoders.row(RECORD))
        .write()
        .format("kafka")
        .options(kafka.options("kafka.", Map.of("acks", "all")))
        .option("topic", topic)
        .save();
  }

  private record Encoding(int keyId, int valueId, RadioCodes radioCodes)
      implements MapPartitionsFunction<Row, Row>, Serializable {

    @Override
    public Iterator<Row> call(Iterator<Row> totals) {
      RecordEncoder<CallCountKey> keys = new RecordEncoder<>(CallCountKey.class, keyId);
      RecordEncoder<CallCount> values = new RecordEncoder<>(CallCount.class, valueId);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return totals.hasNext();
        }

        @Override
        public Row next() {
          Row total = totals.next();
          Instant start = Instant.ofEpochMilli(total.getLong(0));
          Instant end = Instant.ofEpochMilli(total.getLong(1));
          CallGroup group = CallGroup.of((byte[]) total.get(2));
          CallCountKey key = group.setOn(new CallCountKey());
          key.setWindowStart(start);
          key.setWindowEnd(end);
          CallCount count = group.setOn(new CallCount());
          count.setWindowStart(start);
          count.setWindowEnd(end);
          count.setDispositionDescription(
              radioCodes.description(group.value(GroupColumn.DISPOSITION)));
          count.setCount(total.getLong(3));
          return RowFactory.create(
              // A key that is there is taken as it stands: bytes of another schema id would be
              // another.
              total.isNullAt(4) ? keys.encode(key) : (byte[]) total.get(4), values.encode(count));
        }
      };
    }
  }
}
