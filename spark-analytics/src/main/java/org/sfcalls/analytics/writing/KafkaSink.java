package org.sfcalls.analytics.writing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.analytics.counting.KeyOutcome;
import org.sfcalls.analytics.counting.Undecodable;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.DeadLetter;
import org.sfcalls.schemas.LateCall;
import org.sfcalls.schemas.LateCallKey;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WindowSpec;

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

  private static final Encoder<Row> RECORDS = Encoders.row(RECORD);

  private final KafkaConnection kafka;
  private final Encoding encoding;

  /**
   * Asks the registry for the ids of the contracts.
   *
   * @throws Registry.RegistryException when it can't be reached or does not hold one
   */
  public KafkaSink(KafkaConnection kafka, Registry registry, Topics topics, WindowSpec spec) {
    this.kafka = kafka;
    this.encoding =
        new Encoding(
            spec.size().toMillis(),
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
        .as(KeyOutcome.ENCODER)
        .mapPartitions(encoding, RECORDS)
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

  /** From outcomes to the rows of Spark's Kafka sink. */
  private record Encoding(
      long sizeMs,
      String cleanTopic,
      String countsTopic,
      String lateTopic,
      String rejectedTopic,
      int countKeyId,
      int countId,
      int lateKeyId,
      int lateId)
      implements MapPartitionsFunction<KeyOutcome, Row>, Serializable {

    @Override
    public Iterator<Row> call(Iterator<KeyOutcome> outcomes) {
      return new Records(this, outcomes);
    }
  }

  /** One record after the other; an outcome may have any number. */
  private static final class Records implements Iterator<Row> {
    private final Encoding encoding;
    private final Iterator<KeyOutcome> outcomes;
    private final CountEncoder counts;
    private final RecordEncoder<LateCallKey> lateKeys;
    private final RecordEncoder<LateCall> lates;
    private KeyOutcome outcome = new KeyOutcome();
    private int window;
    private int late;

    Records(Encoding encoding, Iterator<KeyOutcome> outcomes) {
      this.encoding = encoding;
      this.outcomes = outcomes;
      this.counts = new CountEncoder(encoding.sizeMs, encoding.countKeyId, encoding.countId);
      this.lateKeys = new RecordEncoder<>(LateCallKey.class, encoding.lateKeyId);
      this.lates = new RecordEncoder<>(LateCall.class, encoding.lateId);
    }

    @Override
    public boolean hasNext() {
      while (isDone() && outcomes.hasNext()) {
        outcome = outcomes.next();
        window = 0;
        late = 0;
        counts.begin(outcome);
      }
      return !isDone();
    }

    private boolean isDone() {
      return window == outcome.getCounts().length
          && late == outcome.getLateOffsets().length
          && outcome.getUndecodable() == null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (window < outcome.getCounts().length) {
        Row row =
            RowFactory.create(encoding.countsTopic, counts.key(window), counts.count(window), null);
        window++;
        return row;
      }
      if (late < outcome.getLateOffsets().length) {
        Row row =
            RowFactory.create(
                encoding.lateTopic, lateKeys.encode(lateKey()), lates.encode(late()), null);
        late++;
        return row;
      }
      Undecodable record = outcome.getUndecodable();
      Row row =
          RowFactory.create(
              encoding.rejectedTopic,
              record.getKey(),
              record.getValue(),
              headers(outcome.getPartition(), record));
      outcome = new KeyOutcome();
      return row;
    }

    private LateCallKey lateKey() {
      return new LateCallKey(
          outcome.getLatePartitions()[late],
          outcome.getLateOffsets()[late],
          Instant.ofEpochMilli(outcome.getLateWindowStarts()[late]));
    }

    private LateCall late() {
      long start = outcome.getLateWindowStarts()[late];
      LateCall call = CallGroup.of(outcome.getGroup()).setOn(new LateCall());
      call.setPartition(outcome.getLatePartitions()[late]);
      call.setOffset(outcome.getLateOffsets()[late]);
      call.setWindowStart(Instant.ofEpochMilli(start));
      call.setWindowEnd(Instant.ofEpochMilli(start + encoding.sizeMs));
      call.setWatermark(Instant.ofEpochMilli(outcome.getWatermarkMs()));
      return call;
    }

    /** An array, since Spark's row encoder takes no Java list. */
    private Row[] headers(int partition, Undecodable record) {
      return new Row[] {
        header(DeadLetter.TOPIC, encoding.cleanTopic),
        header(DeadLetter.PARTITION, Integer.toString(partition)),
        header(DeadLetter.OFFSET, Long.toString(record.getOffset())),
        header(DeadLetter.REASON, record.getReason()),
        header(DeadLetter.FAULTS, record.getReason()),
        header(DeadLetter.MESSAGE, record.getMessage())
      };
    }

    private static Row header(String name, String value) {
      return RowFactory.create(name, value.getBytes(UTF_8));
    }
  }
}
