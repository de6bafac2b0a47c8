package org.sfcalls.analytics.progress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that progress does not go out when that begins and when it is over, not for each batch.
 * Thread-safe.
 */
final class FailureNote {
  private static final Logger LOG = LoggerFactory.getLogger(FailureNote.class);

  private final String where;
  private long failed;

  /**
   * @param where what progress goes to, for the log
   */
  FailureNote(String where) {
    this.where = where;
  }

  synchronized void failed(long batch, Throwable cause) {
    if (failed++ == 0) {
      LOG.warn(
          "progress of batch {} is not on {}: {}; the query goes on, and nothing more is said until"
              + " progress goes there again",
          batch,
          where,
          cause.toString());
    }
  }

  synchronized void succeeded(long batch) {
    if (failed > 0) {
      LOG.warn(
          "from batch {} on progress goes to {} again; {} batches failed", batch, where, failed);
      failed = 0;
    }
  }

  /** Batches that failed since one succeeded. */
  synchronized long failures() {
    return failed;
  }
}
