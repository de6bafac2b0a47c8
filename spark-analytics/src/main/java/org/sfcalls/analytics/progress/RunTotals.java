package org.sfcalls.analytics.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.sfcalls.schemas.BatchProgress;

/**
 * What the query did since the program started. As a listener it is to be added after {@link
 * BatchProgressListener}, so that it sees the end of the query after its last progress.
 */
final class RunTotals extends StreamingQueryListener implements Consumer<BatchProgress> {
  private int running;
  private long batches;
  private long calls;
  private long late;
  private long undecodable;

  @Override
  public synchronized void accept(BatchProgress progress) {
    batches++;
    calls += progress.getCalls();
    late += progress.getLatePairs();
    undecodable += progress.getUndecodable();
  }

  /** The totals in one line. */
  public synchronized String line() {
    return String.format(
        Locale.ROOT,
        "stopped: %,d batches, %,d calls in, %,d late, %,d undecodable since the start",
        batches,
        calls,
        late,
        undecodable);
  }

  /**
   * Waits until the last progress of a query that has ended has come; Spark tells of it a moment
   * later.
   *
   * @param limit after which it is given up, so that the program ends
   */
  public synchronized void awaitLast(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (long left = limit.toMillis(); running > 0 && left > 0; ) {
      wait(left);
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
  }

  @Override
  public synchronized void onQueryStarted(QueryStartedEvent event) {
    running++;
  }

  @Override
  public void onQueryProgress(QueryProgressEvent event) {}

  @Override
  public synchronized void onQueryTerminated(QueryTerminatedEvent event) {
    running--;
    notifyAll();
  }
}
