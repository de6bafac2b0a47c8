package org.sfcalls.analytics.counting;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.posexplode;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
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
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.WindowSpec;
import scala.Tuple2;

/**
 * The analytics query: a pure function from packed calls to counts per window and group, with the
 * disposition's description. The same on a stream and on a batch.
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
   * After how long without calls the state of a group is looked at, and goes if its windows have
   * closed. By the clock: with a timeout by event time Spark drops the rows behind the watermark
   * before anybody sees them, and here they are late calls. When it goes changes no outcome.
   */
  private static final Duration STATE_IS_LOOKED_AT_AFTER = Duration.ofSeconds(10);

  private CallCounts() {}

  /**
   * The outcomes of these calls, a row for each group that they have.
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
    FlatMapGroupsWithStateFunction<Tuple2<byte[], String>, PackedCalls, byte[], KeyOutcome> count =
        (key, arrivals, state) ->
            switch (PackedCalls.Kind.valueOf(key._2())) {
              case CALLS ->
                  count(
                      spec,
                      radioCodes,
                      unlisted,
                      key._1(),
                      arrivals,
                      state,
                      lookAfter,
                      streaming ? state.getCurrentWatermarkMs() : NO_WATERMARK);
              case UNDECODABLE -> new UndecodableRecords(arrivals);
              // Its time has moved the watermark on its way here.
              case IDLE_MARK -> Collections.emptyIterator();
            };
    Encoder<Tuple2<byte[], String>> keys = Encoders.tuple(Encoders.BINARY(), Encoders.STRING());
    return calls
        // The group first: rows are sorted by the beginning of the first column.
        .groupBy(col("group"), col("kind"))
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
   *     window), one for each {@link GroupColumn}, {@code description}, {@code count}
   */
  public static Dataset<Row> windows(Dataset<Row> outcomes, WindowSpec spec) {
    return GroupValues.besides(outcomes, col("description"), col("windowStarts"), col("counts"))
        .select(
            col("values"),
            col("description"),
            col("counts"),
            posexplode(col("windowStarts")).as(new String[] {"i", "startMs"}))
        .select(
            GroupValues.between(
                List.of(
                    instant("startMs", 0).as("windowStart"),
                    instant("startMs", spec.size().toMillis()).as("windowEnd")),
                List.of(col("description"), ith("counts").as("count"))));
  }

  /**
   * The late pairs, a row each.
   *
   * @param outcomes what {@link #of} gives
   * @return columns {@code partition}, {@code offset} (of the call), {@code windowStart}, {@code
   *     windowEnd}, one for each {@link GroupColumn}, {@code watermark}
   */
  public static Dataset<Row> late(Dataset<Row> outcomes, WindowSpec spec) {
    return GroupValues.besides(
            outcomes,
            col("watermarkMs"),
            col("lateWindowStarts"),
            col("latePartitions"),
            col("lateOffsets"))
        .select(
            col("values"),
            col("watermarkMs"),
            col("latePartitions"),
            col("lateOffsets"),
            posexplode(col("lateWindowStarts")).as(new String[] {"i", "startMs"}))
        .select(
            GroupValues.between(
                List.of(
                    ith("latePartitions").as("partition"),
                    ith("lateOffsets").as("offset"),
                    instant("startMs", 0).as("windowStart"),
                    instant("startMs", spec.size().toMillis()).as("windowEnd")),
                List.of(instant("watermarkMs", 0).as("watermark"))));
  }

  /** Not by {@code arrays_zip}, which makes objects of all numbers. */
  private static Column ith(String array) {
    return col(array).apply(col("i"));
  }

  private static Column instant(String epochMs, long plusMs) {
    return expr("timestamp_millis(" + epochMs + " + " + plusMs + ")");
  }

  private static Iterator<KeyOutcome> count(
      WindowSpec spec,
      RadioCodes radioCodes,
      UnlistedCalls unlisted,
      byte[] group,
      Iterator<PackedCalls> arrivals,
      GroupState<byte[]> state,
      Duration lookAfter,
      long watermarkMs) {
    WindowCounter counter =
        new WindowCounter(
            spec, group, state.exists() ? OpenPanes.of(state.get()) : OpenPanes.NONE, watermarkMs);
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
    String disposition = CallGroup.of(group).value(GroupColumn.DISPOSITION);
    outcome.setDescription(radioCodes.description(disposition));
    if (outcome.getDescription() == null) {
      unlisted.add(disposition, counter.arrived());
    }
    return Collections.singleton(outcome).iterator();
  }

  /** The records that could not be decoded, one after the other: there may be any number. */
  private static final class UndecodableRecords implements Iterator<KeyOutcome> {
    private final Iterator<PackedCalls> arrivals;

    UndecodableRecords(Iterator<PackedCalls> arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public boolean hasNext() {
      return arrivals.hasNext();
    }

    @Override
    public KeyOutcome next() {
      PackedCalls row = arrivals.next();
      return KeyOutcome.undecodable(row.getPartition(), row.getUndecodable());
    }
  }
}
