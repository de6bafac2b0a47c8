package org.sfcalls.analytics.running;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * Runs a query until it is stopped. Where it fails because a part is away for a while, it is
 * started again from its checkpoint, so that the batch that failed is tried again and none is
 * skipped.
 */
public final class QueryRun {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final StopBetweenBatches stop;
  private final PrintStream out;

  public QueryRun(StopBetweenBatches stop, PrintStream out) {
    this.stop = stop;
    this.out = out;
  }

  /** Starts the query. */
  public interface Start {
    /**
     * @throws TimeoutException when Spark can't start it in time
     */
    StreamingQuery start() throws TimeoutException;
  }

  /**
   * Runs the query until the user asks for the end.
   *
   * @param beforeAgain run before each further start; throws where there must be none, because a
   *     topic is no longer what it was
   * @throws StreamingQueryException when it fails in a way that trying again does not mend
   * @throws TimeoutException when Spark can't start it in time
   * @throws InterruptedException when this thread is interrupted
   */
  public void untilStopped(Start query, Runnable beforeAgain)
      throws StreamingQueryException, TimeoutException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!stop.requested()) {
      StreamingQuery running = query.start();
      stop.watch(running);
      if (stop.requested()) {
        // Asked for while the query was starting.
        running.stop();
      }
      try {
        running.awaitTermination();
        return;
      } catch (StreamingQueryException e) {
        if (stop.requested()) {
          // What a batch throws when it is interrupted; it comes again at the next start.
          return;
        }
        if (!PassingFailure.is(e)) {
          throw e;
        }
        if (running.lastProgress() != null) {
          pause = FIRST_PAUSE;
        }
        out.println(
            "the batch failed and is tried again in %d s: %s"
                .formatted(pause.toSeconds(), FailureSummary.cause(e)));
        stop.sleep(pause);
        if (!stop.requested()) {
          beforeAgain.run();
        }
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }
}
