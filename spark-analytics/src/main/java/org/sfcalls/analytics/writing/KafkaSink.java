package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.sfcalls.analytics.counting.WindowOutcome;
import org.sfcalls.command.KafkaConnection;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/**
 * Upserts counts to calls.counts, late pairs to calls.late and undecodable records to
 * calls.rejected, in one pass. All keys are the same when a batch comes again, and counts are
 * totals, so writing twice changes nothing but dead letters, which then come twice with the same
 * origin.
 */
public final class KafkaSink implements Sink {

  private static final StructType HEADER =
      new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType);
  private static final StructType RECORD =
      new StructType()
          .add("topic", DataTypes.StringType)
          .add("key", DataTypes.BinaryType)
          .add("value", DataTypes.BinaryType)
          .add("headers", DataTypes.createArrayType(HEADER));

  private final KafkaConnection kafka;
  private final Encoding encoding;

  /**
   * Asks the registry for the ids of the contracts.
   *
   * @throws Registry.RegistryException when it can't be reached or does not hold one
   */
  public KafkaSink(KafkaConnection kafka, Registry registry, Topics topics) {
    this.kafka = kafka;
    this.encoding =
        new Encoding(
            topics.clean(),
            topics.counts(),
            topics.late(),
            topics.rejected(),
            registry.schemaId(Topics.keySubject(topics.counts()), CallCountKey.getClassSchema()),
            registry.schemaId(Topics.valueSubject(topics.counts()), CallCount.getClassSchema()),
            registry.schemaId(Topics.keySubject(topics.late()), LateCallKey.getClassSchema()),
            registry.schemaId(Topics.valueSubject(topics.late()), LateCall.getClassSchema()));
  }

  @Override
  public void write(Dataset<Row> outcomes, long batch) {
    outcomes
        .select(
            "kind",
            "windowStart",
            "windowEnd",
            "type",
            "disposition",
            "description",
            "count",
            "partition",
            "offset",
            "watermark",
            "undecodable.reason",
            "undecodable.message",
            "undecodable.key",
            "undecodable.value")
        .mapPartitions(encoding, Encoders.row(RECORD))
        .write()
        .format("kafka")
        .options(
            kafka.options(
                "kafka.",
                Map.of(
                    "acks",
                    "all",
                    "compression.type",
                    "lz4",
                    "linger.ms",
                    "5",
                    "max.request.size",
                    Integer.toString(Topics.MAX_RECORD_BYTES + 64 * 1024))))
        .option("includeHeaders", true)
        .save();
  }

  /** From outcomes, by column number, to the rows of Spark's Kafka sink. */
  private record Encoding(
      String cleanTopic,
      String countsTopic,
      String lateTopic,
      String rejectedTopic,
      int countKeyId,
      int countId,
      int lateKeyId,
      int lateId)
      implements MapPartitionsFunction<Row, Row>, Serializable {

    @Override
    public Iterator<Row> call(Iterator<Row> outcomes) {
      RecordEncoder<CallCountKey> countKeys = new RecordEncoder<>(CallCountKey.class, countKeyId);
      RecordEncoder<CallCount> counts = new RecordEncoder<>(CallCount.class, countId);
      RecordEncoder<LateCallKey> lateKeys = new RecordEncoder<>(LateCallKey.class, lateKeyId);
      RecordEncoder<LateCall> lates = new RecordEncoder<>(LateCall.class, lateId);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return outcomes.hasNext();
        }

        @Override
        public Row next() {
          Row outcome = outcomes.next();
          return switch (outcome.getString(0)) {
            case WindowOutcome.COUNT ->
                RowFactory.create(
                    countsTopic,
                    countKeys.encode(countKey(outcome)),
                    counts.encode(count(outcome)),
                    null);
            case WindowOutcome.LATE ->
                RowFactory.create(
                    lateTopic,
                    lateKeys.encode(lateKey(outcome)),
                    lates.encode(late(outcome)),
                    null);
            case WindowOutcome.UNDECODABLE ->
                RowFactory.create(
                    rejectedTopic, bytes(outcome, 12), bytes(outcome, 13), headers(outcome));
            default -> throw new IllegalStateException("unknown outcome " + outcome.getString(0));
          };
        }
      };
    }

    private static CallCountKey countKey(Row outcome) {
      return new CallCountKey(
          instant(outcome, 1), instant(outcome, 2), outcome.getString(3), outcome.getString(4));
    }

    private static CallCount count(Row outcome) {
      return new CallCount(
          instant(outcome, 1),
          instant(outcome, 2),
          outcome.getString(3),
          outcome.getString(4),
          outcome.getString(5),
          outcome.getLong(6));
    }

    private static LateCallKey lateKey(Row outcome) {
      return new LateCallKey(outcome.getInt(7), outcome.getLong(8), instant(outcome, 1));
    }

    private static LateCall late(Row outcome) {
      return new LateCall(
          outcome.getInt(7),
          outcome.getLong(8),
          instant(outcome, 1),
          instant(outcome, 2),
          outcome.getString(3),
          outcome.getString(4),
          instant(outcome, 9));
    }

    /** An array, since Spark's row encoder takes no Java list. */
    private Row[] headers(Row outcome) {
      return new Row[] {
        header(DeadLetter.TOPIC, cleanTopic),
        header(DeadLetter.PARTITION, Integer.toString(outcome.getInt(7))),
        header(DeadLetter.OFFSET, Long.toString(outcome.getLong(8))),
        header(DeadLetter.REASON, outcome.getString(10)),
        header(DeadLetter.FAULTS, outcome.getString(10)),
        header(DeadLetter.MESSAGE, outcome.getString(11))
      };
    }

    private static Row header(String name, String value) {
      return RowFactory.create(name, value.getBytes(UTF_8));
    }

    private static Instant instant(Row row, int column) {
      return row.getTimestamp(column).toInstant();
    }

    private static byte[] bytes(Row row, int column) {
      return row.isNullAt(column) ? null : (byte[]) row.get(column);
    }
  }
}
