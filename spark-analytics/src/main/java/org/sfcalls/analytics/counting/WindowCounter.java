package org.sfcalls.analytics.counting;

import java.util.Arrays;
import org.sfcalls.schemas.WindowSpec;

/**
 * Counts the calls of one group, pane by pane, and derives the windows.
 *
 * <p>A pane is as long as the slide, so each window is a run of neighbouring panes and a call is
 * added once, not once for each of its windows. A window closes when the watermark reaches its end;
 * a call that comes later is late for that window and is told as such. It still counts in its
 * windows that are open. A pane is kept until the last window that it is in has closed.
 *
 * <p>Panes come ascending, from the state as from each task, so they are merged like sorted lists:
 * with real calls nearly every call is a pane of its own, and a map would cost more than all else
 * here.
 */
final class WindowCounter {

  private final byte[] group;
  private final long watermarkMs;
  private final long sizeMs;
  private final long slideMs;

  /** Starts of the panes that an open window needs, ascending, and their calls. */
  private long[] starts = {};

  private long[] counts = {};

  /** Starts of those that calls were added to, ascending. */
  private long[] touched = {};

  private long[] lateWindowStarts = {};
  private int[] latePartitions = {};
  private long[] lateOffsets = {};
  private int lates;

  private long arrived;
  private Long newestMs;

  /**
   * @param open what is known of the earlier calls
   * @param watermarkMs windows that end at or before it are closed, epoch milliseconds
   */
  WindowCounter(WindowSpec spec, byte[] group, OpenPanes open, long watermarkMs) {
    this.group = group;
    this.watermarkMs = watermarkMs;
    this.sizeMs = spec.size().toMillis();
    this.slideMs = spec.slide().toMillis();
    int closed = 0;
    while (closed < open.starts().length && !isOpen(open.starts()[closed])) {
      closed++;
    }
    this.starts = Arrays.copyOfRange(open.starts(), closed, open.starts().length);
    this.counts = Arrays.copyOfRange(open.counts(), closed, open.counts().length);
  }

  void add(PackedCalls calls) {
    arrived += calls.getOffsets().length;
    newestMs = newestMs == null ? calls.getNewestMs() : Math.max(newestMs, calls.getNewestMs());
    long[] panes = calls.getPanes();
    // The window that begins with the pane is the last one that it is in; so what has a closed
    // window at all comes first.
    int firstOpen = 0;
    int from = 0;
    for (int i = 0; i < panes.length && !isOpen(panes[i] - sizeMs + slideMs); i++) {
      int to = from + calls.getCounts()[i];
      for (long start = panes[i]; start > panes[i] - sizeMs; start -= slideMs) {
        if (!isOpen(start)) {
          late(start, calls, from, to);
        }
      }
      if (!isOpen(panes[i])) {
        firstOpen = i + 1;
      }
      from = to;
    }
    merge(panes, calls.getCounts(), firstOpen);
  }

  private void merge(long[] panes, int[] calls, int from) {
    long[] mergedStarts = new long[starts.length + panes.length - from];
    long[] mergedCounts = new long[mergedStarts.length];
    int known = 0;
    int size = 0;
    for (int i = from; i < panes.length; i++) {
      while (known < starts.length && starts[known] < panes[i]) {
        mergedStarts[size] = starts[known];
        mergedCounts[size++] = counts[known++];
      }
      long before = known < starts.length && starts[known] == panes[i] ? counts[known++] : 0;
      mergedStarts[size] = panes[i];
      mergedCounts[size++] = before + calls[i];
    }
    int rest = starts.length - known;
    System.arraycopy(starts, known, mergedStarts, size, rest);
    System.arraycopy(counts, known, mergedCounts, size, rest);
    starts = Arrays.copyOf(mergedStarts, size + rest);
    counts = Arrays.copyOf(mergedCounts, size + rest);
    touched = union(touched, Arrays.copyOfRange(panes, from, panes.length));
  }

  private static long[] union(long[] some, long[] others) {
    if (some.length == 0) {
      return others;
    }
    long[] all = new long[some.length + others.length];
    int size = 0;
    int i = 0;
    for (long other : others) {
      while (i < some.length && some[i] < other) {
        all[size++] = some[i++];
      }
      if (i < some.length && some[i] == other) {
        i++;
      }
      all[size++] = other;
    }
    System.arraycopy(some, i, all, size, some.length - i);
    return Arrays.copyOf(all, size + some.length - i);
  }

  private void late(long windowStart, PackedCalls calls, int from, int to) {
    int size = lates + to - from;
    if (size > lateOffsets.length) {
      int room = Math.max(size, 2 * lateOffsets.length);
      lateWindowStarts = Arrays.copyOf(lateWindowStarts, room);
      latePartitions = Arrays.copyOf(latePartitions, room);
      lateOffsets = Arrays.copyOf(lateOffsets, room);
    }
    Arrays.fill(lateWindowStarts, lates, size, windowStart);
    Arrays.fill(latePartitions, lates, size, calls.getPartition());
    System.arraycopy(calls.getOffsets(), from, lateOffsets, lates, to - from);
    lates = size;
  }

  /** The new totals of the windows that calls were added to, and the late pairs. */
  KeyOutcome outcome() {
    int panesOfWindow = (int) (sizeMs / slideMs);
    long[] windows = new long[touched.length * panesOfWindow];
    long[] totals = new long[windows.length];
    int size = 0;
    int first = 0;
    for (long pane : touched) {
      long start = pane - sizeMs + slideMs;
      if (size > 0) {
        start = Math.max(start, windows[size - 1] + slideMs);
      }
      for (; start <= pane; start += slideMs) {
        if (!isOpen(start)) {
          continue;
        }
        while (starts[first] < start) {
          first++;
        }
        long total = 0;
        for (int i = first; i < starts.length && starts[i] < start + sizeMs; i++) {
          total += counts[i];
        }
        windows[size] = start;
        totals[size++] = total;
      }
    }
    KeyOutcome outcome = new KeyOutcome();
    outcome.setGroup(group);
    outcome.setWindowStarts(Arrays.copyOf(windows, size));
    outcome.setCounts(Arrays.copyOf(totals, size));
    outcome.setLateWindowStarts(Arrays.copyOf(lateWindowStarts, lates));
    outcome.setLatePartitions(Arrays.copyOf(latePartitions, lates));
    outcome.setLateOffsets(Arrays.copyOf(lateOffsets, lates));
    outcome.setWatermarkMs(watermarkMs);
    outcome.setNewestMs(newestMs);
    return outcome;
  }

  /** Calls that were added. */
  long arrived() {
    return arrived;
  }

  /** What must be known when the next calls come. */
  OpenPanes open() {
    return new OpenPanes(starts, counts);
  }

  private boolean isOpen(long windowStart) {
    return windowStart + sizeMs > watermarkMs;
  }
}
