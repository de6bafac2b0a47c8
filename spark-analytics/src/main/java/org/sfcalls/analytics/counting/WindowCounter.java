package org.sfcalls.analytics.counting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts the calls of one (type, disposition), pane by pane, and derives the windows.
 *
 * <p>A pane is as long as the slide, so each window is a run of neighbouring panes and a call is
 * added once, not once for each of its windows. A window closes when the watermark reaches its end;
 * a call that comes later is late for that window and is told as such. It still counts in its
 * windows that are open. A pane is kept until the last window that it is in has closed.
 */
final class WindowCounter {

  private final WindowSpec spec;
  private final String type;
  private final String disposition;
  private final long watermarkMs;
  private final TreeMap<Long, Long> panes = new TreeMap<>();
  private final TreeSet<Long> touched = new TreeSet<>();
  private final List<WindowOutcome> outcomes = new ArrayList<>();

  /**
   * @param open what is known of the earlier calls
   * @param watermarkMs windows that end at or before it are closed, epoch milliseconds
   */
  WindowCounter(
      WindowSpec spec, String type, String disposition, OpenPanes open, long watermarkMs) {
    this.spec = spec;
    this.type = type;
    this.disposition = disposition;
    this.watermarkMs = watermarkMs;
    for (int i = 0; i < open.getStarts().length; i++) {
      long pane = open.getStarts()[i];
      if (isOpen(pane)) {
        panes.put(pane, open.getCounts()[i]);
      }
    }
  }

  void add(PackedCalls calls) {
    int from = 0;
    for (int i = 0; i < calls.getPanes().length; i++) {
      long pane = calls.getPanes()[i];
      int to = from + calls.getCounts()[i];
      for (int window = 0; window < spec.windowsPerCall(); window++) {
        long start = pane - window * spec.slide().toMillis();
        if (isOpen(start)) {
          touched.add(start);
        } else {
          late(start, calls, from, to);
        }
      }
      // The window that begins with the pane is the last one that it is in.
      if (isOpen(pane)) {
        panes.merge(pane, (long) (to - from), Long::sum);
      }
      from = to;
    }
  }

  private void late(long windowStart, PackedCalls calls, int from, int to) {
    for (int i = from; i < to; i++) {
      outcomes.add(
          WindowOutcome.late(
              type,
              disposition,
              windowStart,
              end(windowStart),
              calls.getPartition(),
              calls.getOffsets()[i],
              watermarkMs));
    }
  }

  /** The new totals of the windows that calls were added to, and the late pairs. */
  List<WindowOutcome> outcomes() {
    List<WindowOutcome> all = new ArrayList<>(outcomes);
    for (long start : touched) {
      long count = 0;
      for (long inPane : panes.subMap(start, end(start)).values()) {
        count += inPane;
      }
      all.add(WindowOutcome.count(type, disposition, start, end(start), count));
    }
    return all;
  }

  /** What must be known when the next calls come. */
  OpenPanes open() {
    OpenPanes open = new OpenPanes();
    long[] starts = new long[panes.size()];
    long[] counts = new long[panes.size()];
    int i = 0;
    for (Map.Entry<Long, Long> pane : panes.entrySet()) {
      starts[i] = pane.getKey();
      counts[i++] = pane.getValue();
    }
    open.setStarts(starts);
    open.setCounts(counts);
    return open;
  }

  private boolean isOpen(long windowStart) {
    return end(windowStart) > watermarkMs;
  }

  private long end(long windowStart) {
    return windowStart + spec.size().toMillis();
  }
}
