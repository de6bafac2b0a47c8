package org.sfcalls.tools.replay;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tells the user how far a replay is. */
interface ReplayProgress extends AutoCloseable {

  /**
   * Called while calls are read for sorting, before the first is sent.
   *
   * @param read calls so far
   */
  void read(long read);

  /**
   * Called for every call that is handed to the producer.
   *
   * @param sent calls so far, this one among them
   * @param time event time as in {@link RawCall#time}
   */
  void sent(long sent, long time);

  @Override
  void close();

  /** Says nothing. */
  static ReplayProgress silent() {
    return new ReplayProgress() {
      @Override
      public void read(long read) {}

      @Override
      public void sent(long sent, long time) {}

      @Override
      public void close() {}
    };
  }

  /**
   * A bar that is drawn anew in place, for terminals.
   *
   * @param total calls that will be sent, or -1 when that is unknown
   */
  static ReplayProgress bar(PrintStream terminal, long total) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("replay")
            .setInitialMax(total)
            .setUnit(" calls", 1)
            .showSpeed()
            .setConsumer(new ConsoleProgressBarConsumer(terminal))
            .build();
    return new ReplayProgress() {
      private long read;
      private long sent;

      @Override
      public void read(long read) {
        this.read = read;
        if ((read & 0x3ff) == 0) {
          bar.setExtraMessage(" reading call " + read);
        }
      }

      @Override
      public void sent(long sent, long time) {
        if (this.sent == 0 && read > 0) {
          // All calls are read before the first is sent, so now their number is known.
          bar.maxHint(read);
        }
        this.sent = sent;
        // The bar is drawn ten times a second at most; a text for every call would be waste.
        if ((sent & 0x3ff) == 0 || sent < 0x400) {
          bar.stepTo(sent);
          bar.setExtraMessage(" event time " + eventTime(time));
        }
      }

      @Override
      public void close() {
        bar.stepTo(sent);
        bar.close();
      }
    };
  }

  /**
   * A line every few seconds, for logs.
   *
   * @param time tells when the next one is due
   * @param everySeconds seconds between lines
   */
  static ReplayProgress lines(PrintStream log, Pacer.Time time, long everySeconds) {
    long start = time.nanos();
    return new ReplayProgress() {
      private long last = start;
      private long lastSent;

      @Override
      public void read(long read) {
        long now = time.nanos();
        if (now - last >= everySeconds * 1_000_000_000L) {
          log.printf(Locale.ROOT, "replay: %d calls read%n", read);
          last = now;
        }
      }

      @Override
      public void sent(long sent, long eventMillis) {
        long now = time.nanos();
        if (now - last >= everySeconds * 1_000_000_000L) {
          log.printf(
              Locale.ROOT,
              "replay: %d calls sent, %.0f calls/s, event time %s%n",
              sent,
              (sent - lastSent) * 1e9 / (now - last),
              eventTime(eventMillis));
          last = now;
          lastSent = sent;
        }
      }

      @Override
      public void close() {}
    };
  }

  private static String eventTime(long time) {
    if (time == RawCall.NO_TIME) {
      return "unknown";
    }
    LocalDateTime wallClock = RawCall.wallClock(time);
    return wallClock.toString();
  }
}
