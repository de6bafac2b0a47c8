package org.sfcalls.analytics.counting;

import java.io.Serializable;

/**
 * A record of calls.clean that could not be decoded, as it came. A Java bean for Spark's encoders.
 */
public final class Undecodable implements Serializable {
  private static final long serialVersionUID = 1L;

  private long offset;
  private String reason;
  private String message;
  private byte[] key;
  private byte[] value;

  /** Where the record stands in its partition. */
  public long getOffset() {
    return offset;
  }

  public void setOffset(long offset) {
    this.offset = offset;
  }

  /** Reason code. */
  public String getReason() {
    return reason;
  }

  public void setReason(String reason) {
    this.reason = reason;
  }

  /** What is wrong, in words. */
  public String getMessage() {
    return message;
  }

  public void setMessage(String message) {
    this.message = message;
  }

  /** Key of the record; null where it has none. */
  public byte[] getKey() {
    return key;
  }

  public void setKey(byte[] key) {
    this.key = key;
  }

  /** Value of the record; null where it has none. */
  public byte[] getValue() {
    return value;
  }

  public void setValue(byte[] value) {
    this.value = value;
  }
}
