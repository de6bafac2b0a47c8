package org.sfcalls.analytics.counting;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
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

  /** A batch has all calls at once: none is late. */
  private static final long NO_WATERMARK = Long.MIN_VALUE;

  private CallCounts() {}

  /**
   * The outcomes of these calls.
   *
   * @param calls packed calls; on a stream, with a watermark
   * @param radioCodes columns {@code disposition_code} (unique) and {@code description}
   * @return the columns of {@link WindowOutcome} and {@code description}, null where the radio
   *     codes do not list the disposition
   */
  public static Dataset<Row> of(
      Dataset<PackedCalls> calls, Dataset<Row> radioCodes, WindowSpec spec) {
    boolean streaming = calls.isStreaming();
    FlatMapGroupsWithStateFunction<Tuple2<String, String>, PackedCalls, OpenPanes, WindowOutcome>
        count =
            (key, arrivals, state) ->
                count(
                    spec,
                    key,
                    arrivals,
                    state,
                    streaming ? state.getCurrentWatermarkMs() : NO_WATERMARK);
    Encoder<Tuple2<String, String>> keys = Encoders.tuple(Encoders.STRING(), Encoders.STRING());
    return calls
        .groupByKey(
            (MapFunction<PackedCalls, Tuple2<String, String>>)
                packed -> new Tuple2<>(packed.getType(), packed.getDisposition()),
            keys)
        .flatMapGroupsWithState(
            count,
            OutputMode.Update(),
            Encoders.bean(OpenPanes.class),
            Encoders.bean(WindowOutcome.class),
            GroupStateTimeout.NoTimeout())
        .toDF()
        .join(
            broadcast(radioCodes),
            col("disposition").equalTo(col("disposition_code")),
            "left_outer")
        .drop("disposition_code");
  }

  private static Iterator<WindowOutcome> count(
      WindowSpec spec,
      Tuple2<String, String> key,
      Iterator<PackedCalls> arrivals,
      GroupState<OpenPanes> state,
      long watermarkMs) {
    WindowCounter counter =
        new WindowCounter(
            spec, key._1(), key._2(), state.exists() ? state.get() : new OpenPanes(), watermarkMs);
    List<WindowOutcome> undecodable = new ArrayList<>();
    while (arrivals.hasNext()) {
      PackedCalls packed = arrivals.next();
      if (packed.getUndecodable() != null) {
        undecodable.add(WindowOutcome.undecodable(packed.getPartition(), packed.getUndecodable()));
      } else {
        counter.add(packed);
      }
    }
    OpenPanes open = counter.open();
    if (open.getStarts().length > 0) {
      state.update(open);
    } else if (state.exists()) {
      state.remove();
    }
    undecodable.addAll(counter.outcomes());
    return undecodable.iterator();
  }
}
