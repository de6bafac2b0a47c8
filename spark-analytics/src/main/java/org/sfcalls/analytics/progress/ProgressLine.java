package org.sfcalls.analytics.progress;

import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.sfcalls.schemas.BatchProgress;

/** Prints one line a batch. */
public final class ProgressLine implements Consumer<BatchProgress> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz", Locale.ROOT)
          .withZone(ZoneId.of("America/Los_Angeles"));

  private static final long FEWEST_LATE_PAIRS = 10;

  private static final String MOST_ARE_LATE =
      " | MOST ARE LATE: did calls with a date that is too new move the watermark?";

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
            "batch %,d | %,d calls in | %,.0f calls/s | %,d ms | lag %s | watermark %s | newest call %s"
                + " | %,d state rows%s | %,d late | %,d unlisted | %,d undecodable",
            progress.getBatch(),
            progress.getCalls(),
            progress.getCallsPerSecond(),
            progress.getDurationMs(),
            lag(progress.getLag()),
            progress.getWatermark() == null ? "none yet" : TIME.format(progress.getWatermark()),
            delay(progress.getEventTimeDelayMs()),
            progress.getStateRows(),
            progress.getStateBytes() == null
                ? ""
                : String.format(Locale.ROOT, ", %,.1f MB", progress.getStateBytes() / 1e6),
            progress.getLatePairs(),
            progress.getUnlisted(),
            progress.getUndecodable())
        + (mostAreLate(progress) ? MOST_ARE_LATE : "");
  }

  /** Whether honest calls seem to be held for late; a single late call is nothing. */
  private static boolean mostAreLate(BatchProgress progress) {
    return progress.getLatePairs() >= FEWEST_LATE_PAIRS
        && progress.getLatePairs() > progress.getCalls();
  }

  private static String lag(Map<String, Long> lag) {
    return lag.isEmpty()
        ? "unknown"
        : String.format(Locale.ROOT, "%,d", lag.values().stream().mapToLong(Long::longValue).sum());
  }

  /** In the largest unit of which there are two or more; a replay is years behind. */
  private static String delay(Long millis) {
    if (millis == null) {
      return "none";
    }
    long seconds = millis / 1_000;
    if (Math.abs(seconds) < 120) {
      return seconds + " s ago";
    }
    long minutes = seconds / 60;
    if (Math.abs(minutes) < 120) {
      return minutes + " min ago";
    }
    long hours = minutes / 60;
    return Math.abs(hours) < 48
        ? hours + " h ago"
        : String.format(Locale.ROOT, "%,d days ago", hours / 24);
  }
}
