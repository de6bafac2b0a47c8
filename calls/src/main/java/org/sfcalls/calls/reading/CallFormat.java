package org.sfcalls.calls.reading;

/** How the calls stand in a file. */
public enum CallFormat {
  /** By the first bytes: an array when they begin one, else lines. */
  AUTO,
  /** One JSON array; each element is a record. */
  ARRAY,
  /** Newline-delimited: each line is a record, whatever is in it. */
  NDJSON
}
