package org.sfcalls.calls.reading;

import java.io.IOException;

/** A file of calls that can't be read on; the message names the file, the place and the fault. */
public final class InputFault extends IOException {
  private static final long serialVersionUID = 1L;
  private final long recordsRead;

  InputFault(String file, String place, String fault, long recordsRead, Throwable cause) {
    super(file + (place.isEmpty() ? "" : ", " + place) + ": " + fault, cause);
    this.recordsRead = recordsRead;
  }

  /** Whole records that were read before the fault. */
  public long recordsRead() {
    return recordsRead;
  }
}
