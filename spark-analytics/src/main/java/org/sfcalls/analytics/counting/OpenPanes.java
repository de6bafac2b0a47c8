package org.sfcalls.analytics.counting;

import java.io.Serializable;

/**
 * The state of one (type, disposition): its calls in each pane that an open window still needs. A
 * Java bean for Spark's encoders.
 */
public final class OpenPanes implements Serializable {
  private static final long serialVersionUID = 1L;

  private long[] starts = {};
  private long[] counts = {};

  /** Starts of the panes, epoch milliseconds, ascending. */
  public long[] getStarts() {
    return starts;
  }

  public void setStarts(long[] starts) {
    this.starts = starts;
  }

  /** Calls in each of {@link #getStarts()}. */
  public long[] getCounts() {
    return counts;
  }

  public void setCounts(long[] counts) {
    this.counts = counts;
  }
}
