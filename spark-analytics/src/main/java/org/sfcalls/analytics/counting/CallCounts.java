package org.sfcalls.analytics.counting;

import static org.apache.spark.sql.functions.arrays_zip;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.sfcalls.analytics.radiocodes.RadioCodes;
import org.sfcalls.schemas.WindowSpec;
import scala.Tuple2;

/**
 * The analytics query: a pure function from packed calls to counts per window, type and
 * disposition, with the disposition's description. The same on a stream and on a batch.
 *
 * <p>The rule for late calls: a (call, window) pair is late if the watermark had reached the
 * window's end before the batch that brought the call. The watermark is part of the batch's
 * checkpoint, so a batch that is run again decides as before.
 */
public final class CallCounts {

  /**
   * Spark's setting for batches when no calls have come. Where state has a timeout Spark would run
   * them without end, one after the other.
   */
  public static final String BATCHES_WITHOUT_CALLS =
      "spark.sql.streaming.noDataMicroBatches.enabled";

  /** A batch has all calls at once: none is late. */
  private static final long NO_WATERMARK = Long.MIN_VALUE;

  /**
   * After how long without calls the state of a (type, disposition) is looked at, and goes if its
   * windows have closed. By the clock: with a timeout by event time Spark drops the rows behind the
   * watermark before anybody sees them, and here they are late calls. When it goes changes no
   * outcome.
   */
  private static final Duration STATE_IS_LOOKED_AT_AFTER = Duration.ofSeconds(10);

  private CallCounts() {}

  /**
   * The outcomes of these calls, a row for each type and disposition that they have.
   *
   * @param calls the columns of {@link PackedCalls}; on a stream, with a watermark
   * @return the columns of {@link KeyOutcome}
   */
  public static Dataset<Row> of(Dataset<Row> calls, RadioCodes radioCodes, WindowSpec spec) {
    return of(calls, radioCodes, spec, UnlistedCalls.UNTOLD);
  }

  /**
   * The same, telling which calls have a disposition that the radio codes do not list. A stream
   * needs {@code false} for Spark's setting {@link #BATCHES_WITHOUT_CALLS}.
   *
   * @return the columns of {@link KeyOutcome}
   */
  public static Dataset<Row> of(
      Dataset<Row> calls, RadioCodes radioCodes, WindowSpec spec, UnlistedCalls unlisted) {
    return of(calls, radioCodes, spec, unlisted, STATE_IS_LOOKED_AT_AFTER);
  }

  /** The same, with another time after which state without new calls is looked at. */
  static Dataset<Row> of(
      Dataset<Row> calls,
      RadioCodes radioCodes,
      WindowSpec spec,
      UnlistedCalls unlisted,
      Duration lookAfter) {
    boolean streaming = calls.isStreaming();
    FlatMapGroupsWithStateFunction<Tuple2<String, String>, PackedCalls, byte[], KeyOutcome> count =
        (key, arrivals, state) ->
            count(
                spec,
                radioCodes,
                unlisted,
                key,
                arrivals,
                state,
                lookAfter,
                streaming ? state.getCurrentWatermarkMs() : NO_WATERMARK);
    Encoder<Tuple2<String, String>> keys = Encoders.tuple(Encoders.STRING(), Encoders.STRING());
    return calls
        .groupBy(col("type"), col("disposition"))
        .as(keys, Encoders.bean(PackedCalls.class))
        .flatMapGroupsWithState(
            count,
            OutputMode.Update(),
            Encoders.BINARY(),
            KeyOutcome.ENCODER,
            streaming ? GroupStateTimeout.ProcessingTimeTimeout() : GroupStateTimeout.NoTimeout())
        .toDF();
  }

  /**
   * The windows with new totals, a row each.
   *
   * @param outcomes what {@link #of} gives
   * @return columns {@code windowStart}, {@code windowEnd} (timestamps; the end is not in the
   *     window), {@code type}, {@code disposition}, {@code description}, {@code count}
   */
  public static Dataset<Row> windows(Dataset<Row> outcomes, WindowSpec spec) {
    return outcomes
        .select(
            col("type"),
            col("disposition"),
            col("description"),
            explode(arrays_zip(col("windowStarts"), col("counts"))).as("window"))
        .select(
            instant("window.windowStarts", 0).as("windowStart"),
            instant("window.windowStarts", spec.size().toMillis()).as("windowEnd"),
            col("type"),
            col("disposition"),
            col("description"),
            col("window.counts").as("count"));
  }

  /**
   * The late pairs, a row each.
   *
   * @param outcomes what {@link #of} gives
   * @return columns {@code partition}, {@code offset} (of the call), {@code windowStart}, {@code
   *     windowEnd}, {@code type}, {@code disposition}, {@code watermark}
   */
  public static Dataset<Row> late(Dataset<Row> outcomes, WindowSpec spec) {
    return outcomes
        .select(
            col("type"),
            col("disposition"),
            col("watermarkMs"),
            explode(arrays_zip(col("lateWindowStarts"), col("latePartitions"), col("lateOffsets")))
                .as("pair"))
        .select(
            col("pair.latePartitions").as("partition"),
            col("pair.lateOffsets").as("offset"),
            instant("pair.lateWindowStarts", 0).as("windowStart"),
            instant("pair.lateWindowStarts", spec.size().toMillis()).as("windowEnd"),
            col("type"),
            col("disposition"),
            instant("watermarkMs", 0).as("watermark"));
  }

  private static Column instant(String epochMs, long plusMs) {
    return expr("timestamp_millis(" + epochMs + " + " + plusMs + ")");
  }

  private static Iterator<KeyOutcome> count(
      WindowSpec spec,
      RadioCodes radioCodes,
      UnlistedCalls unlisted,
      Tuple2<String, String> key,
      Iterator<PackedCalls> arrivals,
      GroupState<byte[]> state,
      Duration lookAfter,
      long watermarkMs) {
    if (key._1().isEmpty()) {
      // No call has an empty type.
      return new UndecodableRecords(arrivals);
    }
    WindowCounter counter =
        new WindowCounter(
            spec,
            key._1(),
            key._2(),
            state.exists() ? OpenPanes.of(state.get()) : OpenPanes.NONE,
            watermarkMs);
    arrivals.forEachRemaining(counter::add);
    OpenPanes open = counter.open();
    if (!open.isEmpty()) {
      state.update(open.bytes());
      if (watermarkMs != NO_WATERMARK) {
        state.setTimeoutDuration(lookAfter.toMillis());
      }
    } else if (state.exists()) {
      state.remove();
    }
    if (state.hasTimedOut()) {
      return Collections.emptyIterator();
    }
    KeyOutcome outcome = counter.outcome();
    outcome.setDescription(radioCodes.description(key._2()));
    if (outcome.getDescription() == null) {
      unlisted.add(key._2(), counter.arrived());
    }
    return Collections.singleton(outcome).iterator();
  }

  /** The records that could not be decoded, one after the other: there may be any number. */
  private static final class UndecodableRecords implements Iterator<KeyOutcome> {
    private final Iterator<PackedCalls> arrivals;
    private KeyOutcome next;

    UndecodableRecords(Iterator<PackedCalls> arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public boolean hasNext() {
      while (next == null && arrivals.hasNext()) {
        PackedCalls row = arrivals.next();
        // The other rows without a type are the marks of idle partitions.
        if (row.getUndecodable() != null) {
          next = KeyOutcome.undecodable(row.getPartition(), row.getUndecodable());
        }
      }
      return next != null;
    }

    @Override
    public KeyOutcome next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      KeyOutcome outcome = next;
      next = null;
      return outcome;
    }
  }
}
