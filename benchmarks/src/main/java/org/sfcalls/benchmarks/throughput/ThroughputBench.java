package org.sfcalls.benchmarks.throughput;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.command.InputOption;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.jvm.WarmJvm;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.throughput.ThroughputReport.Result;
import org.sfcalls.benchmarks.topics.BenchTopics;
import org.sfcalls.sandbox.stack.Stack;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures programs over the same calls. Each round runs each program once, in an order that starts
 * with another one each time: what else the machine does in a minute so happens to all alike, and a
 * ratio compares runs of the same minute.
 *
 * <p>Every program has a JVM of its own, which stays for all rounds and is idle while another is
 * measured. In one JVM for all, the code that one program's types made slow would be slow for the
 * others; in a new JVM for each run, the first seconds of compiling would be a part of every
 * figure.
 */
public abstract class ThroughputBench<P> extends BenchCommand {
  /** A rate that a program is to reach, in parts of another's. */
  public record Target(String variant, String of, double needed) {}

  @Mixin private InputOption input;

  @Option(names = "--calls", defaultValue = "2000000", description = "Calls of a run.")
  private long calls;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Rounds that count; each runs everything that is compared once.")
  private int runs;

  @Option(
      names = "--warmup",
      description = "Rounds before them that do not count. Default: 1 of ingest, 3 of analytics.",
      showDefaultValue = Visibility.NEVER)
  private Integer warmup;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "Largest heap of each measured JVM. Default: 384m of ingest, 3g of analytics.",
      showDefaultValue = Visibility.NEVER)
  private String heap;

  @Option(
      names = "--growth",
      split = ",",
      description =
          "Runs of so many calls one size after the other, each in a new JVM, of ours alone: shows"
              + " whether memory and speed depend on how much went before.")
  private List<Long> growth;

  private final P ours;
  private final List<String> compared;
  private final List<Target> targets;
  private final int windows;

  /**
   * @param windows that each call is counted in; 0 where nothing is counted
   */
  protected ThroughputBench(
      int warmup, String heap, P ours, List<String> compared, List<Target> targets, int windows) {
    this.warmup = warmup;
    this.heap = heap;
    this.ours = ours;
    this.compared = List.copyOf(compared);
    this.targets = List.copyOf(targets);
    this.windows = windows;
  }

  protected abstract List<P> programs();

  /** What only this benchmark has, by name. */
  protected abstract Map<String, Object> settings();

  protected abstract void fill(BenchTopics topics, Iterator<RawCall> calls, Stack stack);

  protected abstract WarmJvm start(P program, String heap, Stack stack);

  protected abstract Measured run(
      P program, long calls, WarmJvm jvm, Stack stack, BenchTopics topics);

  @Override
  public final Optional<BenchReport> measure() {
    sizes().forEach(size -> between("--calls and --growth", size, 1, Long.MAX_VALUE));
    between("--runs", runs, 1, Long.MAX_VALUE);
    between("--warmup", warmup, 0, Long.MAX_VALUE);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("runs", runs);
    settings.put("warmup", warmup);
    settings.put("partitions", MeasuredStack.PARTITIONS);
    settings.putAll(settings());
    settings.put("heap", heap);
    CallSupply supply = input.supply();
    String calls = supply.description();
    return stack()
        .measure(stack -> results(supply, stack))
        .map(
            results ->
                new ThroughputReport(
                        versions(), calls, settings, results, compared, targets, windows)
                    .report());
  }

  private List<Long> sizes() {
    return growth == null ? List.of(calls) : growth;
  }

  private List<Result> results(CallSupply supply, Stack stack) {
    List<Result> results = new ArrayList<>();
    try (BenchTopics topics =
        new BenchTopics(stack.bootstrap(), MeasuredStack.TOPICS, MeasuredStack.PARTITIONS)) {
      for (long size : sizes()) {
        fill(topics, supply.calls(size), stack);
        System.err.printf(Locale.US, "input      %,d calls%n", size);
        Map<P, WarmJvm> jvms = new LinkedHashMap<>();
        Function<P, WarmJvm> jvm =
            program -> jvms.computeIfAbsent(program, wanted -> start(wanted, heap, stack));
        try {
          rounds(size, program -> run(program, size, jvm.apply(program), stack, topics))
              .forEach((program, runs) -> results.add(new Result(program.toString(), size, runs)));
        } finally {
          jvms.values().forEach(WarmJvm::close);
        }
        topics.empty();
      }
    }
    return results;
  }

  private Map<P, List<Measured>> rounds(long size, Function<P, Measured> run) {
    Map<P, List<Measured>> measured = new LinkedHashMap<>();
    List<P> order =
        new ArrayList<>(growth == null ? programs().stream().distinct().toList() : List.of(ours));
    order.forEach(program -> measured.put(program, new ArrayList<>()));
    for (int round = 1 - warmup; round <= runs; round++) {
      for (P program : order) {
        System.err.printf(
            "%-12s  %-28s ", round > 0 ? "round " + round + "/" + runs : "warm-up", program);
        Measured one = run.apply(program);
        System.err.printf(
            Locale.US,
            " %,10.0f calls/s  %6.1f s  %,5d MB%n",
            one.rate(size),
            one.seconds(),
            one.figure(Measured.RESIDENT) >> 20);
        if (round > 0) {
          measured.get(program).add(one);
        }
      }
      Collections.rotate(order, -1);
    }
    return measured;
  }
}
