package org.sfcalls.benchmarks.command;

import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a benchmark of throughput runs, and how often. */
public final class ThroughputOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--calls",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Calls of a run.")
  private long calls;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds that count; each runs everything that is compared once.")
  private int runs;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Rounds before them that do not count. Default: 1 of ingest, 3 of analytics.",
      showDefaultValue = Visibility.NEVER)
  private Integer warmup;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics that carry calls and counts.")
  private int partitions;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "Largest heap of each measured JVM. Default: 384m of ingest, 3g of analytics.",
      showDefaultValue = Visibility.NEVER)
  private String heap;

  @Option(
      names = "--growth",
      paramLabel = "N",
      split = ",",
      description =
          "Runs of so many calls one size after the other, each in a new JVM, of ours alone: shows"
              + " whether memory and speed depend on how much went before.")
  private List<Long> growth;

  /** Sets what has no default of its own, and refuses what is not allowed. */
  public void settle(int usualWarmup, String usualHeap) {
    warmup = warmup == null ? Integer.valueOf(usualWarmup) : warmup;
    heap = heap == null ? usualHeap : heap;
    sizes().forEach(size -> atLeast("--calls and --growth", size, 1));
    atLeast("--runs", runs, 1);
    atLeast("--warmup", warmup, 0);
    atLeast("--partitions", partitions, 1);
    if (!heap.matches("[1-9][0-9]*[kmgKMG]")) {
      throw new ParameterException(
          command.commandLine(), "--heap is " + heap + ", a size like " + usualHeap + " is needed");
    }
  }

  private void atLeast(String option, long number, long least) {
    BenchCommand.between(command, option, number, least, Long.MAX_VALUE);
  }

  /** Calls of a run; several sizes one after the other. */
  public List<Long> sizes() {
    return grows() ? growth : List.of(calls);
  }

  /** Whether ours alone is measured, with several sizes. */
  public boolean grows() {
    return growth != null;
  }

  public int runs() {
    return runs;
  }

  public int warmup() {
    return warmup;
  }

  public int partitions() {
    return partitions;
  }

  public String heap() {
    return heap;
  }
}
