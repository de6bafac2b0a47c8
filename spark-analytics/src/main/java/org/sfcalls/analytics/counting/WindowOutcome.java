package org.sfcalls.analytics.counting;

import java.io.Serializable;
import java.sql.Timestamp;

/**
 * What the counting function says: a window's new total, a late (call, window) pair, or a record
 * that could not be decoded, told apart by {@link #getKind()}. A Java bean for Spark's encoders.
 */
public final class WindowOutcome implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Kind of a window's new total. */
  public static final String COUNT = "count";

  /** Kind of a call that came after the window had closed. */
  public static final String LATE = "late";

  /** Kind of a record that could not be decoded. */
  public static final String UNDECODABLE = "undecodable";

  private String kind;
  private Timestamp windowStart;
  private Timestamp windowEnd;
  private String type;
  private String disposition;
  private long count;
  private int partition;
  private long offset;
  private Timestamp watermark;
  private Undecodable undecodable;

  static WindowOutcome count(
      String type, String disposition, long windowStart, long windowEnd, long count) {
    WindowOutcome outcome = window(COUNT, type, disposition, windowStart, windowEnd);
    outcome.count = count;
    return outcome;
  }

  static WindowOutcome late(
      String type,
      String disposition,
      long windowStart,
      long windowEnd,
      int partition,
      long offset,
      long watermark) {
    WindowOutcome outcome = window(LATE, type, disposition, windowStart, windowEnd);
    outcome.partition = partition;
    outcome.offset = offset;
    outcome.watermark = new Timestamp(watermark);
    return outcome;
  }

  static WindowOutcome undecodable(int partition, Undecodable record) {
    WindowOutcome outcome = new WindowOutcome();
    outcome.kind = UNDECODABLE;
    outcome.partition = partition;
    outcome.offset = record.getOffset();
    outcome.undecodable = record;
    return outcome;
  }

  private static WindowOutcome window(
      String kind, String type, String disposition, long windowStart, long windowEnd) {
    WindowOutcome outcome = new WindowOutcome();
    outcome.kind = kind;
    outcome.type = type;
    outcome.disposition = disposition;
    outcome.windowStart = new Timestamp(windowStart);
    outcome.windowEnd = new Timestamp(windowEnd);
    return outcome;
  }

  /** {@link #COUNT}, {@link #LATE} or {@link #UNDECODABLE}. */
  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  /** First instant of the window; null for an undecodable record. */
  public Timestamp getWindowStart() {
    return windowStart;
  }

  public void setWindowStart(Timestamp windowStart) {
    this.windowStart = windowStart;
  }

  /** First instant after the window; null for an undecodable record. */
  public Timestamp getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(Timestamp windowEnd) {
    this.windowEnd = windowEnd;
  }

  /** Call type; null for an undecodable record. */
  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type;
  }

  /** How the calls ended; null for an undecodable record. */
  public String getDisposition() {
    return disposition;
  }

  public void setDisposition(String disposition) {
    this.disposition = disposition;
  }

  /** The window's new total; 0 for other kinds. */
  public long getCount() {
    return count;
  }

  public void setCount(long count) {
    this.count = count;
  }

  /** Partition of the late or undecodable record. */
  public int getPartition() {
    return partition;
  }

  public void setPartition(int partition) {
    this.partition = partition;
  }

  /** Offset of the late or undecodable record. */
  public long getOffset() {
    return offset;
  }

  public void setOffset(long offset) {
    this.offset = offset;
  }

  /** The watermark that refused a late pair; null for other kinds. */
  public Timestamp getWatermark() {
    return watermark;
  }

  public void setWatermark(Timestamp watermark) {
    this.watermark = watermark;
  }

  /** The undecodable record; null for other kinds. */
  public Undecodable getUndecodable() {
    return undecodable;
  }

  public void setUndecodable(Undecodable undecodable) {
    this.undecodable = undecodable;
  }
}
