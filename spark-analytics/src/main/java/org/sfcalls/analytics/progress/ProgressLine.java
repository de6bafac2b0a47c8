package org.sfcalls.analytics.progress;

import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.sfcalls.schemas.BatchProgress;

/** Prints one line a batch. */
public final class ProgressLine implements Consumer<BatchProgress> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", Locale.ROOT)
          .withZone(ZoneId.of("America/Los_Angeles"));

  private final PrintStream out;

  public ProgressLine(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(BatchProgress progress) {
    out.println(line(progress));
  }

  static String line(BatchProgress progress) {
    return String.format(
        Locale.ROOT,
        "batch %,d | %,d calls in | %,.0f calls/s | %,d ms | watermark %s | %,d state rows | %,d late"
            + " | %,d undecodable",
        progress.getBatch(),
        progress.getCalls(),
        progress.getCallsPerSecond(),
        progress.getDurationMs(),
        progress.getWatermark() == null ? "none yet" : TIME.format(progress.getWatermark()),
        progress.getStateRows(),
        progress.getLatePairs(),
        progress.getUndecodable());
  }
}
