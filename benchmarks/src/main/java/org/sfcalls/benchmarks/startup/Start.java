package org.sfcalls.benchmarks.startup;

import java.util.EnumMap;
import java.util.Map;

/**
 * One start of the stack.
 *
 * @param nanos from the beginning to each stage
 * @param residentBytes memory of each program at rest; those that the system tells
 */
record Start(Map<Stage, Long> nanos, Map<String, Long> residentBytes) {

  /**
   * @throws IllegalArgumentException when a stage is missing
   */
  Start {
    for (Stage stage : Stage.values()) {
      if (!nanos.containsKey(stage)) {
        throw new IllegalArgumentException("a start has all stages, and not so this: " + stage);
      }
    }
    nanos = new EnumMap<>(nanos);
  }

  double seconds(Stage stage) {
    return nanos.get(stage) / 1e9;
  }
}
