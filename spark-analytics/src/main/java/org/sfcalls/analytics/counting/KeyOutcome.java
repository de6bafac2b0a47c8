package org.sfcalls.analytics.counting;

import java.io.Serializable;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.sfcalls.schemas.CallGroup;

/**
 * What the counting function says of one group in one batch: the new totals of the windows that
 * calls were added to, and the (call, window) pairs that came too late; or, in a row of its own, a
 * record that could not be decoded. One row stands for hundreds of windows, so that what is the
 * same for all of them is written once. A Java bean for Spark's encoders.
 */
public final class KeyOutcome implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Made once: it is wanted in every batch. */
  public static final Encoder<KeyOutcome> ENCODER = Encoders.bean(KeyOutcome.class);

  private static final long[] NO_LONGS = {};
  private static final int[] NO_INTS = {};

  private byte[] group = PackedCalls.NO_GROUP;
  private String description;
  private long[] windowStarts = NO_LONGS;
  private long[] counts = NO_LONGS;
  private long[] lateWindowStarts = NO_LONGS;
  private int[] latePartitions = NO_INTS;
  private long[] lateOffsets = NO_LONGS;
  private long watermarkMs;
  private Long newestMs;
  private int partition;
  private Undecodable undecodable;

  static KeyOutcome undecodable(int partition, Undecodable record) {
    KeyOutcome outcome = new KeyOutcome();
    outcome.partition = partition;
    outcome.undecodable = record;
    return outcome;
  }

  /** What the calls are counted for, as {@link CallGroup#bytes} has it. */
  public byte[] getGroup() {
    return group;
  }

  public void setGroup(byte[] group) {
    this.group = group;
  }

  /** The disposition in words; null where the radio codes do not list it. */
  public String getDescription() {
    return description;
  }

  public void setDescription(String description) {
    this.description = description;
  }

  /** First instants of the windows with new totals, epoch milliseconds, ascending. */
  public long[] getWindowStarts() {
    return windowStarts;
  }

  public void setWindowStarts(long[] windowStarts) {
    this.windowStarts = windowStarts;
  }

  /** Calls so far in each of {@link #getWindowStarts()}. */
  public long[] getCounts() {
    return counts;
  }

  public void setCounts(long[] counts) {
    this.counts = counts;
  }

  /** For each late pair: the first instant of the window that was closed, epoch milliseconds. */
  public long[] getLateWindowStarts() {
    return lateWindowStarts;
  }

  public void setLateWindowStarts(long[] lateWindowStarts) {
    this.lateWindowStarts = lateWindowStarts;
  }

  /** For each late pair: the partition of the call. */
  public int[] getLatePartitions() {
    return latePartitions;
  }

  public void setLatePartitions(int[] latePartitions) {
    this.latePartitions = latePartitions;
  }

  /** For each late pair: the offset of the call. */
  public long[] getLateOffsets() {
    return lateOffsets;
  }

  public void setLateOffsets(long[] lateOffsets) {
    this.lateOffsets = lateOffsets;
  }

  /** The watermark that refused the late pairs, epoch milliseconds. */
  public long getWatermarkMs() {
    return watermarkMs;
  }

  public void setWatermarkMs(long watermarkMs) {
    this.watermarkMs = watermarkMs;
  }

  /** Newest event time of the batch's calls, epoch milliseconds; null for an undecodable record. */
  public Long getNewestMs() {
    return newestMs;
  }

  public void setNewestMs(Long newestMs) {
    this.newestMs = newestMs;
  }

  /** Partition of the undecodable record. */
  public int getPartition() {
    return partition;
  }

  public void setPartition(int partition) {
    this.partition = partition;
  }

  /** The record that could not be decoded; null on rows of counts. */
  public Undecodable getUndecodable() {
    return undecodable;
  }

  public void setUndecodable(Undecodable undecodable) {
    this.undecodable = undecodable;
  }
}
