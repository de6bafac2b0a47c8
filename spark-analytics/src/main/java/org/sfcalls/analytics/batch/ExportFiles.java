package org.sfcalls.analytics.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.sfcalls.calls.reading.CallFile;
import org.sfcalls.calls.reading.CallFormat;
import org.sfcalls.calls.reading.CallReader;
import org.sfcalls.calls.reading.InputFault;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Reason;
import org.sfcalls.calls.validation.Validation;
import org.sfcalls.calls.validation.Validation.Rejected;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;

/**
 * The records of export files, each with its outcome by the rules of the ingest tier.
 *
 * <p>A file is read by one task, record by record; several files are read at once. Of calls with
 * one {@code crime_id} the earliest is the valid one, of equally early ones the first in the files:
 * the one that comes first when the files are replayed. Another that says the same is repeated, one
 * that says something else is rejected. Ingest forgets an id after its retention; here all are
 * known.
 */
final class ExportFiles {

  /** Outcome of a call that is counted. */
  static final String VALID = "valid";

  /** Outcome of a call that came before. */
  static final String REPEATED = "repeated";

  private static final StructType RECORD =
      new StructType()
          .add("file", DataTypes.IntegerType, false)
          .add("record", DataTypes.LongType, false)
          .add("crimeId", DataTypes.StringType)
          .add("group", DataTypes.BinaryType)
          .add("eventTimeMs", DataTypes.LongType)
          .add("content", DataTypes.BinaryType)
          .add("reason", DataTypes.StringType);

  private ExportFiles() {}

  /**
   * Opens each file once, so that a wrong name is told before anything is computed.
   *
   * @throws InputFault that names the file
   */
  static void check(List<String> files) throws IOException {
    for (String file : files) {
      new CallFile(Path.of(file), CallFormat.AUTO).open().close();
    }
  }

  /**
   * Every record, in the columns {@code file} and {@code record} (where it stands, both from 0),
   * {@code outcome} ({@link #VALID}, {@link #REPEATED} or the reason of the rejection), {@code
   * group} (of all columns, as {@link CallGroup#bytes} has it) and {@code eventTimeMs} (null where
   * it is no call).
   *
   * @param files paths that every executor reads
   */
  static Dataset<Row> outcomes(SparkSession spark, List<String> files, Limits limits) {
    List<String> paths = List.copyOf(files);
    WindowSpec sameId =
        Window.partitionBy("id").orderBy(col("eventTimeMs"), col("file"), col("record"));
    return spark
        .range(0, paths.size(), 1, paths.size())
        .mapPartitions(
            (MapPartitionsFunction<Long, Row>) numbers -> new Records(numbers, paths, limits),
            Encoders.row(RECORD))
        // The hash, not the content, goes through the shuffle.
        .withColumn("content", xxhash64(col("content")))
        // What is no call is like no other: its own place is its id.
        .withColumn(
            "id", coalesce(col("crimeId"), concat_ws(":", lit(""), col("file"), col("record"))))
        .withColumn("number", row_number().over(sameId))
        .withColumn("kept", first(col("content")).over(sameId))
        .withColumn(
            "outcome",
            when(col("reason").isNotNull(), col("reason"))
                .when(col("number").equalTo(1), lit(VALID))
                .when(col("content").equalTo(col("kept")), lit(REPEATED))
                .otherwise(lit(Reason.CONFLICTING_REPEAT.name())))
        .select("file", "record", "outcome", "group", "eventTimeMs");
  }

  /** The records of the files with these numbers, validated as they are read. */
  private static final class Records implements Iterator<Row> {
    private final Iterator<Long> numbers;
    private final List<String> files;
    private final CallParser parser;

    /** With any id: it is not part of what is compared. */
    private final RecordEncoder<PoliceCall> contents = new RecordEncoder<>(PoliceCall.class, 0);

    private int file;
    private long record;
    private CallReader reader;
    private byte[] next;

    Records(Iterator<Long> numbers, List<String> files, Limits limits) {
      this.numbers = numbers;
      this.files = files;
      this.parser = new CallParser(limits, InstantSource.system());
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null) {
          if (reader == null) {
            if (!numbers.hasNext()) {
              return false;
            }
            file = Math.toIntExact(numbers.next());
            record = 0;
            reader = new CallFile(Path.of(files.get(file)), CallFormat.AUTO).open();
          }
          next = reader.next();
          if (next == null) {
            close();
          }
        }
        return true;
      } catch (InputFault e) {
        // A failed job is told by its first cause, and that must name the file.
        throw new UncheckedIOException(new IOException(e.getMessage()));
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Validation validation = parser.parse(next);
      next = null;
      if (validation instanceof Rejected rejected) {
        String reason = rejected.faults().get(0).reason().name();
        return RowFactory.create(file, record++, null, null, null, null, reason);
      }
      PoliceCall call = ((Valid) validation).call();
      return RowFactory.create(
          file,
          record++,
          call.getCrimeId(),
          CallGroup.of(call).bytes(),
          call.getCallDateTime().toEpochMilli(),
          contents.encode(call),
          null);
    }

    private void close() {
      try {
        if (reader != null) {
          reader.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      reader = null;
    }
  }
}
