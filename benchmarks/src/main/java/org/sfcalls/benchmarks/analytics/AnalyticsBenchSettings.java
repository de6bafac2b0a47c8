package org.sfcalls.benchmarks.analytics;

import java.nio.file.Path;
import java.util.List;
import org.sfcalls.benchmarks.calls.CallSupply;

/**
 * What to measure.
 *
 * @param supply where the calls come from
 * @param sizes calls of a run; several sizes one after the other
 * @param runs measured rounds
 * @param warmup rounds before them that do not count
 * @param partitions of every topic that carries calls or counts
 * @param maxOffsetsPerTrigger most records of a micro-batch, all partitions together
 * @param cores that Spark uses: tasks at once, and shuffle partitions
 * @param heap largest heap of a query's JVM, as {@code -Xmx} takes it
 * @param folder for the broker's and the queries' data; emptied first
 */
record AnalyticsBenchSettings(
    CallSupply supply,
    List<Long> sizes,
    int runs,
    int warmup,
    int partitions,
    long maxOffsetsPerTrigger,
    int cores,
    String heap,
    List<Variant> variants,
    Path folder) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  AnalyticsBenchSettings {
    sizes = List.copyOf(sizes);
    variants = variants.stream().distinct().toList();
    for (long size : sizes) {
      atLeast(1, size, "--calls and --growth");
    }
    atLeast(1, runs, "--runs");
    atLeast(0, warmup, "--warmup");
    atLeast(1, maxOffsetsPerTrigger, "--max-offsets-per-trigger");
    atLeast(1, cores, "--cores");
    if (!heap.matches("[1-9][0-9]*[kmgKMG]")) {
      throw new IllegalArgumentException("--heap is " + heap + ", a size like 1g is needed");
    }
  }

  private static void atLeast(long least, long number, String option) {
    if (number < least) {
      throw new IllegalArgumentException(
          option + " is " + number + ", at least " + least + " is needed");
    }
  }
}
