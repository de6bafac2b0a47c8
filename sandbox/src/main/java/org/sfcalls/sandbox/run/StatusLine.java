package org.sfcalls.sandbox.run;

import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * One line that tells how far the pipeline is: rewritten in place on a terminal, else printed anew
 * every few seconds.
 */
final class StatusLine {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);

  /** The rate is an average over this time. */
  private static final Duration RATE_SPAN = Duration.ofSeconds(3);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm zzz", Locale.US)
          .withZone(ZoneId.of("America/Los_Angeles"));

  private final PrintStream out;
  private final boolean terminal;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Duration printed;
  private int width;

  private record Sample(Duration at, long counted) {}

  StatusLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows the standing {@code now}, a time since the start. */
  void show(Duration now, Standing standing) {
    samples.add(new Sample(now, standing.counted()));
    while (samples.size() > 2 && now.minus(samples.peek().at()).compareTo(RATE_SPAN) > 0) {
      samples.remove();
    }
    String line = text(now, standing, rate());
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
      printed = now;
    } else if (printed == null || now.minus(printed).compareTo(PLAIN_INTERVAL) >= 0) {
      out.println(line);
      printed = now;
    }
  }

  /** Leaves the line, so that what is printed next begins on its own. */
  void leave() {
    if (terminal && printed != null) {
      out.println();
      width = 0;
      printed = null;
    }
  }

  private long rate() {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long millis = last.at().minus(first.at()).toMillis();
    return millis == 0 ? 0 : (last.counted() - first.counted()) * 1000 / millis;
  }

  static String text(Duration now, Standing standing, long rate) {
    return String.format(
        Locale.US,
        "%3d s  raw %,d  ingested %,d  counted %,d  %,d calls/s  watermark %s",
        now.toSeconds(),
        standing.rawTotal(),
        standing.ingestedTotal(),
        standing.counted(),
        rate,
        standing.watermark() == null ? "none yet" : TIME.format(standing.watermark()));
  }
}
