package org.sfcalls.benchmarks.report;

import java.util.Optional;

/** What a benchmark measured, with what it was measured on and with. */
public interface BenchReport {

  /** Text for people, without an end of line at its end. */
  String text();

  /** One JSON object for programs. */
  String json();

  /** The memory of the stack's programs, where the benchmark looks at it. */
  default Optional<ProgramMemory> memory() {
    return Optional.empty();
  }

  /** Whether all is as it must be; a report that only tells figures always is. */
  default boolean met() {
    return true;
  }
}
