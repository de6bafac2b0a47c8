package org.sfcalls.tools.account;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Shows how many records are read, on the standard error: in place on a terminal, else in lines.
 */
final class ReadingProgress implements AutoCloseable {
  private static final long LINE_SECONDS = 10;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "reading-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final ProgressBar bar;

  private ReadingProgress(ProgressBar bar) {
    this.bar = bar;
  }

  // Java 17 runs this, where there is no console without a terminal.
  @SuppressWarnings("SystemConsoleNull")
  static ReadingProgress start(LongAdder records) {
    PrintStream err = System.err;
    if (System.console() == null) {
      ReadingProgress lines = new ReadingProgress(null);
      var unused =
          lines.clock.scheduleAtFixedRate(
              () -> err.printf(Locale.US, "account: %,d records read%n", records.sum()),
              LINE_SECONDS,
              LINE_SECONDS,
              TimeUnit.SECONDS);
      return lines;
    }
    ReadingProgress inPlace =
        new ReadingProgress(
            new ProgressBarBuilder()
                .setTaskName("account")
                .setUnit(" records", 1)
                .setInitialMax(-1)
                .showSpeed()
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build());
    var unused =
        inPlace.clock.scheduleAtFixedRate(
            () -> inPlace.bar.stepTo(records.sum()), 200, 200, TimeUnit.MILLISECONDS);
    return inPlace;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (bar != null) {
      bar.close();
    }
  }
}
