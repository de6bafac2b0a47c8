package org.sfcalls.benchmarks.ingest;

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
 * @param partitions of every topic that carries calls
 * @param threads stream threads of an application
 * @param heap largest heap of an application's JVM, as {@code -Xmx} takes it
 * @param profile whether one more round is profiled
 * @param folder for the broker's and the applications' data; emptied first
 */
record BenchSettings(
    CallSupply supply,
    List<Long> sizes,
    int runs,
    int warmup,
    int partitions,
    int threads,
    String heap,
    List<Variant> variants,
    List<Mode> modes,
    boolean profile,
    Path folder) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  BenchSettings {
    sizes = List.copyOf(sizes);
    variants = variants.stream().distinct().toList();
    modes = modes.stream().distinct().toList();
    for (long size : sizes) {
      atLeast(1, size, "--calls and --growth");
    }
    atLeast(1, runs, "--runs");
    atLeast(0, warmup, "--warmup");
    atLeast(1, threads, "--threads");
    if (!heap.matches("[1-9][0-9]*[kmgKMG]")) {
      throw new IllegalArgumentException("--heap is " + heap + ", a size like 384m is needed");
    }
  }

  private static void atLeast(long least, long number, String option) {
    if (number < least) {
      throw new IllegalArgumentException(
          option + " is " + number + ", at least " + least + " is needed");
    }
  }
}
