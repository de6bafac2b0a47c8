package org.sfcalls.benchmarks.analytics;

import java.util.Locale;

/**
 * The queries that are measured. Each is the query of the same name in the JVM that runs it; see
 * the package {@code org.sfcalls.benchmarks.spark}.
 */
enum Query {
  SOURCE,
  STUDENT,
  FROM_AVRO,
  OURS,
  OURS_BATCH,
  OURS_KAFKA;

  /** Whether every call must be counted. */
  boolean isExact() {
    return name().startsWith("OURS");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
