package org.sfcalls.benchmarks.startup;

import java.nio.file.Path;

/**
 * What to measure.
 *
 * @param runs starts of the stack
 * @param folder for the stack's data; emptied before each start
 */
record StartupBenchSettings(int runs, Path folder) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  StartupBenchSettings {
    if (runs < 1) {
      throw new IllegalArgumentException("--runs is " + runs + ", at least 1 is needed");
    }
  }
}
