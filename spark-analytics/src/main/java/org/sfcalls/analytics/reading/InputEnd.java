package org.sfcalls.analytics.reading;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.schemas.WindowSpec;

/**
 * Closes all windows when the input has ended, that is when somebody has said at which offsets it
 * ends and the query has counted exactly up to them.
 *
 * <p>It is asked whenever a batch is planned, and looks no further while calls come. At the end it
 * marks every partition with a time so late that the watermark passes the last window. A sink that
 * writes with the watermark that its batch began with needs one batch more, for which the marks
 * move by a millisecond.
 *
 * <p>That time goes by the newest call that this process has read. After a restart behind the last
 * call it is not known, and nothing closes before the next call.
 */
final class InputEnd {

  private final Supplier<Map<Integer, Seen>> clocks;
  private final Supplier<Map<Integer, Long>> ends;
  private final Function<String, Optional<FinishedBatch>> finished;
  private final WindowSpec spec;
  private Map<Integer, Seen> before;

  /** The ends for which there is nothing left to do. */
  private Map<Integer, Long> done = Map.of();

  /**
   * @param clocks what was seen of each partition so far
   * @param ends the offset that each partition ends at, when that is news; else empty
   * @param finished the last finished batch of the query that keeps this checkpoint
   */
  InputEnd(
      Supplier<Map<Integer, Seen>> clocks,
      Supplier<Map<Integer, Long>> ends,
      Function<String, Optional<FinishedBatch>> finished,
      WindowSpec spec) {
    this.clocks = clocks;
    this.ends = ends;
    this.finished = finished;
    this.spec = spec;
  }

  /**
   * The marks for the next batch.
   *
   * @param marks those before it, by partition, epoch milliseconds
   * @param checkpoint of the query
   * @return the same marks unless windows are to be closed
   */
  synchronized long[] marks(long[] marks, String checkpoint) {
    Map<Integer, Seen> seen = clocks.get();
    boolean idle = seen.equals(before);
    before = seen;
    Map<Integer, Long> end = idle ? ends.get() : Map.of();
    if (end.isEmpty() || end.equals(done)) {
      return marks;
    }
    Optional<FinishedBatch> last = finished.apply(checkpoint);
    Map<Integer, Long> read = last.map(FinishedBatch::ends).orElse(Map.of());
    if (!read.equals(end)) {
      boolean passed =
          end.entrySet().stream()
              .anyMatch(at -> read.getOrDefault(at.getKey(), 0L) > at.getValue());
      done = passed ? end : done;
      return marks;
    }
    OptionalLong newest = seen.values().stream().mapToLong(Seen::newestMs).max();
    if (newest.isPresent()) {
      long close = newest.getAsLong() + spec.size().toMillis();
      if (last.get().nextWatermarkMs() < close) {
        return Arrays.stream(marks)
            .map(mark -> Math.max(mark, close + spec.lateness().toMillis()))
            .toArray();
      }
    }
    // The batch of such a mark moves the watermark, too, by no more than the millisecond.
    if (last.get().nextWatermarkMs() - last.get().watermarkMs() > 1) {
      return Arrays.stream(marks).map(mark -> mark + 1).toArray();
    }
    done = end;
    return marks;
  }
}
