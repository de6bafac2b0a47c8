package org.sfcalls.analytics.counting;

import java.io.Serializable;

/**
 * The calls of one type and disposition that one task read from one partition: what is needed to
 * count them and to tell which of them came late, and no more. Packing them before the shuffle
 * makes the state's cost one row per (type, disposition) and batch, not one per call.
 *
 * <p>Other rows take the same way: a record that could not be decoded (type and disposition are
 * empty, {@link #getUndecodable()} is set) and the mark of an idle partition (nothing but the
 * time).
 *
 * <p>A Java bean, as Spark's encoders need it.
 */
public final class PackedCalls implements Serializable {
  private static final long serialVersionUID = 1L;

  private String type = "";
  private String disposition = "";
  private int partition;
  private Long newestMs;
  private long[] panes = {};
  private int[] counts = {};
  private long[] offsets = {};
  private Undecodable undecodable;

  /** Call type. */
  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type;
  }

  /** How the calls ended. */
  public String getDisposition() {
    return disposition;
  }

  public void setDisposition(String disposition) {
    this.disposition = disposition;
  }

  /** Partition that the calls were read from. */
  public int getPartition() {
    return partition;
  }

  public void setPartition(int partition) {
    this.partition = partition;
  }

  /**
   * Newest event time among the calls, epoch milliseconds: what the watermark is taken from. Null
   * moves no watermark.
   */
  public Long getNewestMs() {
    return newestMs;
  }

  public void setNewestMs(Long newestMs) {
    this.newestMs = newestMs;
  }

  /** Starts of the panes that the calls are in, epoch milliseconds, ascending, each once. */
  public long[] getPanes() {
    return panes;
  }

  public void setPanes(long[] panes) {
    this.panes = panes;
  }

  /** Calls in each of {@link #getPanes()}. */
  public int[] getCounts() {
    return counts;
  }

  public void setCounts(int[] counts) {
    this.counts = counts;
  }

  /** Offset of each call, pane by pane: the first pane's {@code counts[0]} calls come first. */
  public long[] getOffsets() {
    return offsets;
  }

  public void setOffsets(long[] offsets) {
    this.offsets = offsets;
  }

  /** The record that could not be decoded; null on rows of calls. */
  public Undecodable getUndecodable() {
    return undecodable;
  }

  public void setUndecodable(Undecodable undecodable) {
    this.undecodable = undecodable;
  }
}
