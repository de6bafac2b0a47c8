package org.sfcalls.benchmarks.ingest;

import org.sfcalls.ingest.topology.ProcessingGuarantee;

/** What an application promises when it is killed. */
enum Mode {
  AT_LEAST_ONCE("at-least-once", ProcessingGuarantee.AT_LEAST_ONCE),
  EXACTLY_ONCE("exactly-once", ProcessingGuarantee.EXACTLY_ONCE_V2);

  private final String label;
  private final ProcessingGuarantee guarantee;

  Mode(String label, ProcessingGuarantee guarantee) {
    this.label = label;
    this.guarantee = guarantee;
  }

  /** What {@code ingest} is told. */
  ProcessingGuarantee guarantee() {
    return guarantee;
  }

  @Override
  public String toString() {
    return label;
  }
}
