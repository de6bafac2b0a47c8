package org.sfcalls.analytics.running;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Stops the query when the user asks for it (Ctrl-C, SIGTERM), once the running batch is finished.
 *
 * <p>Spark's own {@code stop()} interrupts a batch, and Spark's shutdown hook ends its context at
 * once. So this hook comes before Spark's, holds the next batch back at the {@link BatchGate},
 * where the batch before is committed, and stops the query there, or between two triggers. The
 * batch that was held back has done nothing but plan; it is the first at the next start.
 */
public final class StopBetweenBatches implements BatchGate, AutoCloseable {

  /** Hadoop runs hooks of higher priority first; Spark's is the file system's and 30. */
  private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 60;

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** For what comes after the query: the last progress record, the last line. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(10);

  private final Duration patience;
  private final PrintStream out;
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch heldBack = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Runnable hook = this::stop;
  private volatile StreamingQuery query;

  private StopBetweenBatches(Duration patience, PrintStream out) {
    this.patience = patience;
    this.out = out;
  }

  /**
   * Has Ctrl-C and SIGTERM stop the query that is watched.
   *
   * @param patience how long the running batch may take to finish; then it is interrupted
   */
  public static StopBetweenBatches onSignal(Duration patience, PrintStream out) {
    StopBetweenBatches stop = new StopBetweenBatches(patience, out);
    ShutdownHookManager.get()
        .addShutdownHook(
            stop.hook,
            BEFORE_SPARK,
            patience.plus(AFTERWARDS).plusSeconds(5).toSeconds(),
            TimeUnit.SECONDS);
    return stop;
  }

  /** The query that now runs. */
  void watch(StreamingQuery started) {
    query = started;
  }

  /** Whether the user asked for the end. */
  boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits so long, or less when the user asks for the end. */
  void sleep(Duration time) throws InterruptedException {
    if (requested.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
  }

  @Override
  public void pass() throws InterruptedException {
    if (requested()) {
      heldBack.countDown();
      // Until the query is stopped, which interrupts.
      new CountDownLatch(1).await();
    }
  }

  private void stop() {
    requested.countDown();
    try {
      StreamingQuery running = query;
      if (running != null && running.isActive()) {
        if (!isBetweenBatches(running)) {
          out.println(
              "the running batch is not finished after "
                  + patience.toSeconds()
                  + " s and is interrupted; it comes again at the next start");
        }
        running.stop();
      }
      if (!finished.await(AFTERWARDS.toMillis(), TimeUnit.MILLISECONDS)) {
        out.println("gave up waiting for the last progress record to be sent");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      out.println("the query does not end: " + e.getMessage());
    }
  }

  /** Waits until it is, as long as patience lasts. */
  private boolean isBetweenBatches(StreamingQuery running) throws InterruptedException {
    long start = System.nanoTime();
    while (running.status().isTriggerActive()) {
      if (heldBack.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
    }
    return true;
  }

  /** Tells that all is done, so that the program may end. */
  @Override
  public void close() {
    finished.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
