package org.sfcalls.analytics.counting;

import java.io.Serializable;
import org.sfcalls.schemas.CallGroup;

/**
 * A row on its way through the shuffle; {@link #getKind} says which. Mostly the calls of one group
 * that one task read from one partition: what is needed to count them and to find those that came
 * late, and no more. Packing them before the shuffle makes the state's cost one row per group and
 * batch, not one per call.
 *
 * <p>A Java bean, as Spark's encoders need it.
 */
public final class PackedCalls implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a row is. */
  public enum Kind {
    /** Calls of one group. */
    CALLS,
    /** A record that could not be decoded; it has no group. */
    UNDECODABLE,
    /** The mark of an idle partition: its time moves the watermark. It has no group. */
    IDLE_MARK
  }

  /** The group of rows that are not calls. */
  public static final byte[] NO_GROUP = {};

  private Kind kind = Kind.CALLS;
  private byte[] group = NO_GROUP;
  private int partition;
  private Long newestMs;
  private Long clockMs;
  private long[] panes = {};
  private int[] counts = {};
  private long[] offsets = {};
  private Undecodable undecodable;

  /** The row of a record that could not be decoded. */
  public static PackedCalls undecodable(int partition, Undecodable record) {
    PackedCalls row = new PackedCalls();
    row.kind = Kind.UNDECODABLE;
    row.partition = partition;
    row.undecodable = record;
    return row;
  }

  /** What the row is, and with it which of the others are set. */
  public Kind getKind() {
    return kind;
  }

  public void setKind(Kind kind) {
    this.kind = kind;
  }

  /** What the calls are counted for, as {@link CallGroup#bytes} has it. */
  public byte[] getGroup() {
    return group;
  }

  public void setGroup(byte[] group) {
    this.group = group;
  }

  /** Partition that the calls were read from. */
  public int getPartition() {
    return partition;
  }

  public void setPartition(int partition) {
    this.partition = partition;
  }

  /**
   * What the watermark is taken from, epoch milliseconds: the newest event time among the calls,
   * but for calls that do not move their partition's clock. Null moves no watermark.
   */
  public Long getClockMs() {
    return clockMs;
  }

  public void setClockMs(Long clockMs) {
    this.clockMs = clockMs;
  }

  /** Newest event time among the calls, epoch milliseconds. */
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
