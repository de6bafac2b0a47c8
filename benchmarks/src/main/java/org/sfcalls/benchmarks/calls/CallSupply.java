package org.sfcalls.benchmarks.calls;

import java.nio.file.Path;
import java.util.Iterator;

/**
 * Where a benchmark's calls come from. Every call that it hands out is valid and has a {@code
 * crime_id} of its own, so an application that loses none and makes none up writes as many as it
 * reads; and they come in event-time order.
 */
public sealed interface CallSupply permits GeneratedCalls, RecordedCalls {
  String description();

  /** So many calls; the same ones whenever it is asked. */
  Iterator<RawCall> calls(long count);

  /** The calls of {@code file}, or made-up ones where it is null. */
  static CallSupply of(Path file) {
    return file == null ? new GeneratedCalls() : new RecordedCalls(file);
  }
}
