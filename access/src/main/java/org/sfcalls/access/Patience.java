package org.sfcalls.access;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a part that may come up a moment later: asks after half a second, then after twice as
 * long each time, up to every five seconds.
 *
 * @param nanoTime the present, nanoseconds
 * @param sleep waits so many nanoseconds
 * @param tell takes a line at the first failure, and then one every ten seconds
 * @param setup whether all is being set up at this moment: topics and schemas that are missing are
 *     then waited for, too, and no line is due before the tenth second
 */
public record Patience(
    LongSupplier nanoTime, LongConsumer sleep, Consumer<String> tell, boolean setup) {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** While all is being set up, the answer changes any moment. */
  private static final Duration PAUSE_IN_SETUP = Duration.ofMillis(250);

  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  /** By the program's clock, telling the log, and not in a setup. */
  public Patience() {
    this(false);
  }

  /** By the program's clock, telling the log. */
  public Patience(boolean setup) {
    this(AwakeTime.ofProgram(), Patience::sleep, LOG::warn, setup);
  }

  /** One try. */
  public interface Attempt<T> {
    /**
     * @throws NotYet when a later try may succeed
     */
    T make() throws NotYet;
  }

  /** A part that does not answer yet; the message names it. */
  public static final class NotYet extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what does not answer, where, and how it failed
     */
    public NotYet(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The first success.
   *
   * @param limit how long to try; at least one try is made
   * @param remedy what to do meanwhile and when the limit is over, for the messages
   * @throws CommandFailure when the limit is over
   */
  public <T> T until(Duration limit, String remedy, Attempt<T> attempt) {
    long start = nanoTime.getAsLong();
    long pause = (setup ? PAUSE_IN_SETUP : FIRST_PAUSE).toNanos();
    long told = setup ? 0 : Long.MIN_VALUE;
    while (true) {
      try {
        return attempt.make();
      } catch (NotYet e) {
        long waited = nanoTime.getAsLong() - start;
        long left = limit.toNanos() - waited;
        if (left <= 0) {
          throw new CommandFailure(
              e.getMessage() + "; waited " + seconds(waited) + " s; " + remedy, e);
        }
        if (told == Long.MIN_VALUE || waited - told >= TELL_EVERY.toNanos()) {
          tell.accept(
              e.getMessage()
                  + "; waiting, up to "
                  + seconds(left)
                  + " s more"
                  + (told == Long.MIN_VALUE ? ": " + remedy : ""));
          told = waited;
        }
        sleep.accept(Math.min(pause, left));
        pause = setup ? pause : Math.min(2 * pause, LONGEST_PAUSE.toNanos());
      }
    }
  }

  private static long seconds(long nanos) {
    return Math.round(nanos / 1e9);
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting", e);
    }
  }
}
