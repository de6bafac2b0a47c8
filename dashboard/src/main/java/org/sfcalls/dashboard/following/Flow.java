package org.sfcalls.dashboard.following;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.sfcalls.dashboard.storing.Change;

/** How fast things come and how long they took to be shown, of what came since the start. */
public final class Flow {
  private static final int KEPT = 1000;
  private static final long RATE_SPAN_MS = 10_000;

  /** Records of the past: what is read after a start was written long before. */
  private static final long LIVE_MS = 60_000;

  private final long[] shownAfter = new long[KEPT];
  private int shown;
  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long atMs, long raw, long counted, long stored) {}

  /**
   * Percentiles, milliseconds.
   *
   * @param known of how many values
   */
  public record Percentiles(int known, long p50, long p90, long p99, long max) {

    /** Null for no values. */
    public static Percentiles of(long[] values) {
      if (values.length == 0) {
        return null;
      }
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      return new Percentiles(
          sorted.length,
          at(sorted, 0.5),
          at(sorted, 0.9),
          at(sorted, 0.99),
          sorted[sorted.length - 1]);
    }

    /** The smallest value that so large a part is not above. */
    private static long at(long[] sorted, double part) {
      return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }
  }

  /** Calls a second of each tier; null while not known. */
  public record Rates(Double ingest, Double analytics, Double dashboard) {}

  /** What was stored just now. */
  synchronized void stored(List<Change> changes, long nowMs) {
    for (Change change : changes) {
      if (change instanceof Change.Counted counted && nowMs - counted.writtenMs() < LIVE_MS) {
        shownAfter[shown++ % KEPT] = Math.max(0, nowMs - counted.writtenMs());
      }
    }
  }

  /** The totals of this moment; rates are between the oldest and the newest of ten seconds. */
  synchronized void sample(long nowMs, long raw, long counted, long stored) {
    samples.add(new Sample(nowMs, raw, counted, stored));
    while (samples.size() > 2 && nowMs - samples.peekFirst().atMs() > RATE_SPAN_MS) {
      samples.removeFirst();
    }
  }

  /** From a count's write to its being stored, so that a page can show it. */
  public synchronized Percentiles shownAfter() {
    return Percentiles.of(Arrays.copyOf(shownAfter, Math.min(shown, KEPT)));
  }

  /** How fast the tiers are. */
  public synchronized Rates rates() {
    List<Sample> all = new ArrayList<>(samples);
    if (all.size() < 2 || all.get(all.size() - 1).atMs() <= all.get(0).atMs()) {
      return new Rates(null, null, null);
    }
    Sample first = all.get(0);
    Sample last = all.get(all.size() - 1);
    double seconds = (last.atMs() - first.atMs()) / 1000.0;
    return new Rates(
        (last.raw() - first.raw()) / seconds,
        (last.counted() - first.counted()) / seconds,
        (last.stored() - first.stored()) / seconds);
  }
}
