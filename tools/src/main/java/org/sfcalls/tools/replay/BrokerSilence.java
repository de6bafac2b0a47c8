package org.sfcalls.tools.replay;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.sfcalls.access.AwakeTime;

/**
 * Notices that the broker acknowledges nothing of what was sent, reports it, and at last interrupts
 * the thread that sends. The producer itself never gives up: its limits go by the clock on the
 * wall, so that a batch would expire while the lid is closed.
 */
final class BrokerSilence implements AutoCloseable {
  private static final Duration TELL_AFTER = Duration.ofSeconds(10);
  private static final long TICK_MS = 250;

  private final Duration limit;
  private final LongSupplier unacknowledged;
  private final LongSupplier acknowledged;
  private final LongSupplier nanoTime;
  private final Consumer<String> tell;
  private long last = -1;
  private long since;
  private long told;
  private volatile boolean over;
  private Thread watch;

  /**
   * @param limit how long the broker may be silent
   * @param unacknowledged calls that were handed over and are not acknowledged
   * @param acknowledged calls that were
   * @param nanoTime the present, nanoseconds
   * @param tell takes a line every ten seconds of silence
   */
  BrokerSilence(
      Duration limit,
      LongSupplier unacknowledged,
      LongSupplier acknowledged,
      LongSupplier nanoTime,
      Consumer<String> tell) {
    this.limit = limit;
    this.unacknowledged = unacknowledged;
    this.acknowledged = acknowledged;
    this.nanoTime = nanoTime;
    this.tell = tell;
  }

  /** Watches by the program's clock, and interrupts the calling thread when the limit is over. */
  static BrokerSilence watch(
      Duration limit,
      LongSupplier unacknowledged,
      LongSupplier acknowledged,
      Consumer<String> tell) {
    BrokerSilence silence =
        new BrokerSilence(limit, unacknowledged, acknowledged, AwakeTime.ofProgram(), tell);
    Thread sender = Thread.currentThread();
    silence.watch = new Thread(() -> silence.untilOver(sender), "broker-silence");
    silence.watch.setDaemon(true);
    silence.watch.start();
    return silence;
  }

  private void untilOver(Thread sender) {
    try {
      while (!look()) {
        Thread.sleep(TICK_MS);
      }
      sender.interrupt();
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the limit is over as of now. */
  boolean look() {
    long now = nanoTime.getAsLong();
    long count = acknowledged.getAsLong();
    long open = unacknowledged.getAsLong();
    if (open == 0 || count != last) {
      last = count;
      since = now;
      told = now;
      return false;
    }
    Duration silent = Duration.ofNanos(now - since);
    over = silent.compareTo(limit) >= 0;
    if (!over && now - told >= TELL_AFTER.toNanos()) {
      told = now;
      tell.accept(
          "the broker has acknowledged nothing for %d s (%d calls wait); waiting, up to %d s more: is it running? --send-wait waits longer"
              .formatted(silent.toSeconds(), open, limit.minus(silent).toSeconds()));
    }
    return over;
  }

  /** Whether the limit was over. */
  boolean isOver() {
    return over;
  }

  /** The limit. */
  Duration limit() {
    return limit;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.interrupt();
    }
  }
}
