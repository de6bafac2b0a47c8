package org.sfcalls.benchmarks.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.page.Page.Part;
import org.sfcalls.benchmarks.report.BenchReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures nothing, and reports what a test makes up. */
@Command(name = "made-up")
final class MadeUpBench extends BenchCommand {

  @Option(names = "--size")
  private int size;

  private final Supplier<Optional<BenchReport>> outcome;

  private record Data(String text) {}

  /** A report that a test makes up. */
  static BenchReport report(String text) {
    return new BenchReport(text, new Data(text), true);
  }

  MadeUpBench(Supplier<Optional<BenchReport>> outcome) {
    this.outcome = outcome;
  }

  /** A part of size 3 with this outcome. */
  static Part part(String name, BenchReport report) {
    return part(name, () -> Optional.of(report));
  }

  static Part part(String name, Supplier<Optional<BenchReport>> outcome) {
    return new Part(name, "Heading of " + name, new MadeUpBench(outcome), List.of("--size=3"));
  }

  @Override
  public Optional<BenchReport> measure() {
    if (size != 3) {
      throw new IllegalStateException("--size is " + size + ", which is not what the part has");
    }
    return outcome.get();
  }
}
