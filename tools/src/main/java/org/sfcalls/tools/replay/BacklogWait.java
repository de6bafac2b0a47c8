package org.sfcalls.tools.replay;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.sfcalls.access.AwakeTime;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.tools.command.StopSignal;

/**
 * Waits for another program to work off its backlog, however long that takes, but not for one that
 * does nothing.
 *
 * @param limit how long the backlog may stay as it is
 * @param nanoTime the present, nanoseconds
 * @param sleep waits so many nanoseconds
 * @param stop ends every wait
 * @param tell takes a line every ten seconds in which nothing changes
 */
record BacklogWait(
    Duration limit,
    LongSupplier nanoTime,
    LongConsumer sleep,
    StopSignal stop,
    Consumer<String> tell) {

  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final long POLL_NANOS = Duration.ofMillis(200).toNanos();

  /** By the program's clock. */
  BacklogWait(Duration limit, StopSignal stop, Consumer<String> tell) {
    this(limit, AwakeTime.ofProgram(), stop::sleep, stop, tell);
  }

  /** What is left to be done. */
  interface Backlog {
    /**
     * How much; 0 for nothing.
     *
     * @throws NotYet when nobody answers
     */
    long left() throws NotYet;
  }

  /**
   * Waits until nothing is left.
   *
   * @param who whose backlog it is, and of what, for messages
   * @return false when the user has stopped the wait
   * @throws CommandFailure when the backlog stays as it is for too long
   */
  boolean untilNothingIsLeft(String who, Backlog backlog) {
    long last = -1;
    long since = nanoTime.getAsLong();
    long told = since;
    while (!stop.stopped()) {
      String standing;
      Exception cause = null;
      try {
        long left = backlog.left();
        if (left == 0) {
          return true;
        }
        if (left != last) {
          last = left;
          since = nanoTime.getAsLong();
          told = since;
        }
        standing = "%s: %,d offsets are left".formatted(who, left);
      } catch (NotYet e) {
        standing = who + ": " + e.getMessage();
        cause = e;
      }
      long now = nanoTime.getAsLong();
      Duration still = Duration.ofNanos(now - since);
      if (still.compareTo(limit) >= 0) {
        throw new CommandFailure(
            "the calls were sent, but their last windows stay open: %s, unchanged for %d s; is it running? --final-wait waits longer"
                .formatted(standing, still.toSeconds()),
            cause);
      }
      if (now - told >= TELL_EVERY.toNanos()) {
        told = now;
        tell.accept(
            "%s, unchanged for %d s; waiting, up to %d s more: is it running? --final-wait waits longer"
                .formatted(standing, still.toSeconds(), limit.minus(still).toSeconds()));
      }
      sleep.accept(POLL_NANOS);
    }
    return false;
  }
}
