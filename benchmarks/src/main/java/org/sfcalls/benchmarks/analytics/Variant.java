package org.sfcalls.benchmarks.analytics;

/**
 * The queries that are measured. Each is the query of the same name in the JVM that runs it; see
 * the package {@code org.sfcalls.benchmarks.spark}.
 */
enum Variant {
  SOURCE("source", Output.NOTHING),
  STUDENT("student", Output.LOSSY_COUNTS),
  FROM_JSON("from-json", Output.LOSSY_COUNTS),
  FROM_AVRO("from-avro", Output.LOSSY_COUNTS),
  OURS("ours", Output.EXACT_COUNTS),
  OURS_BATCH("ours-batch", Output.EXACT_COUNTS),
  OURS_KAFKA("ours-kafka", Output.EXACT_COUNTS_ON_TOPIC);

  /** Where a query's rows go, and what must be true of them. */
  enum Output {
    NOTHING,
    LOSSY_COUNTS,
    EXACT_COUNTS,
    EXACT_COUNTS_ON_TOPIC
  }

  private final String label;
  private final Output output;

  Variant(String label, Output output) {
    this.label = label;
    this.output = output;
  }

  Output output() {
    return output;
  }

  /** Whether every call must be counted. */
  boolean isExact() {
    return output == Output.EXACT_COUNTS || output == Output.EXACT_COUNTS_ON_TOPIC;
  }

  /** Whether it is a stream, so that Spark tells about its batches. */
  boolean isStream() {
    return this != OURS_BATCH;
  }

  @Override
  public String toString() {
    return label;
  }
}
