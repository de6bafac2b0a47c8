package org.sfcalls.dashboard.storing;

import java.util.Optional;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.DurationText;

/**
 * What one record of a topic says. Times are epoch seconds or milliseconds, as their names tell.
 */
public sealed interface Change {

  /**
   * The total of a key of {@code calls.counts}.
   *
   * @param calls null where the key was deleted
   * @param description of the disposition; null where the radio codes do not list it
   * @param writtenMs when the count was written; for how long it took to be shown
   */
  record Counted(
      long startSeconds,
      int windowSeconds,
      CallGroup group,
      String description,
      Long calls,
      long writtenMs)
      implements Change {}

  /**
   * A (call, window) pair of {@code calls.late}; partition and offset are the call's on {@code
   * calls.clean}.
   *
   * @param group null where the pair was deleted; the ones after it are 0 then
   */
  record Late(
      int partition,
      long offset,
      long startSeconds,
      int windowSeconds,
      CallGroup group,
      long watermarkMs,
      long writtenMs)
      implements Change {}

  /**
   * A dead letter of {@code calls.rejected}.
   *
   * @param partition where it stands there, with {@code offset}
   * @param source topic that it was read from
   * @param sourcePlace where it stood there, as {@code partition@offset}
   * @param field the field at fault; null where there is none
   */
  record Rejected(
      int partition,
      long offset,
      long writtenMs,
      Source source,
      String sourcePlace,
      String reason,
      String field,
      String message,
      String excerpt)
      implements Change {}

  /** The topic that a record was read from; of a dead letter it says which tier refused it. */
  enum Source {
    RAW,
    CLEAN,
    OTHER
  }

  /**
   * A total of {@code calls.ledger}.
   *
   * @param calls null where the key was deleted
   */
  record Ledger(int partition, String outcome, String reason, Long calls) implements Change {}

  /** A micro-batch of {@code calls.progress}. */
  record Batch(BatchProgress progress) implements Change {

    /**
     * @throws IllegalArgumentException when its windows can't be, or are not whole seconds
     */
    public Batch {
      CountedBy.of(progress)
          .map(CountedBy::windows)
          .filter(windows -> windows.slide().toMillis() % 1000 != 0)
          .ifPresent(
              windows -> {
                throw new IllegalArgumentException(
                    "calls are counted over windows with a slide of "
                        + DurationText.of(windows.slide())
                        + ", and only whole seconds can be shown");
              });
    }

    /** What its calls were counted by; empty where the record does not say. */
    Optional<CountedBy> countedBy() {
      return CountedBy.of(progress);
    }
  }

  /**
   * Further records of a topic that are counted only.
   *
   * @param source the topic
   */
  record Read(Source source, long records) implements Change {}

  /** A record that does not decode: it can't be shown, and is not forgotten. */
  record Unreadable(String topic, int partition, long offset, String message) implements Change {}
}
