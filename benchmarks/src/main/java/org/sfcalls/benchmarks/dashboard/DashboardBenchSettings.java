package org.sfcalls.benchmarks.dashboard;

import java.nio.file.Path;

/**
 * What to measure.
 *
 * @param years of windows, each year about 1.4 million
 * @param requests of each view
 * @param pages that are open at once
 * @param folder for the stack's data; emptied first
 */
record DashboardBenchSettings(int years, int requests, int pages, Path folder) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  DashboardBenchSettings {
    if (years < 1 || years > 20) {
      throw new IllegalArgumentException("--years is " + years + ", 1 to 20 are allowed");
    }
    if (requests < 10 || requests > 10_000) {
      throw new IllegalArgumentException("--requests is " + requests + ", 10 to 10000 are allowed");
    }
    if (pages < 1 || pages > 1000) {
      throw new IllegalArgumentException("--pages is " + pages + ", 1 to 1000 are allowed");
    }
  }
}
