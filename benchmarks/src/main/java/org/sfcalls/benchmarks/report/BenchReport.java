package org.sfcalls.benchmarks.report;

/** What a benchmark measured, with what it was measured on and with. */
public interface BenchReport {

  /** Tables for people, lines without an end. */
  String table();

  /** One JSON object for programs. */
  String json();

  /** Whether all is as it must be; a report that only tells figures always is. */
  default boolean met() {
    return true;
  }
}
