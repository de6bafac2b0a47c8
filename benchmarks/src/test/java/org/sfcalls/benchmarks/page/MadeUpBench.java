package org.sfcalls.benchmarks.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.ProgramMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures nothing, and reports what a test makes up. */
@Command(name = "made-up")
final class MadeUpBench extends BenchCommand {

  @Option(names = "--size")
  private int size;

  private final Supplier<Optional<BenchReport>> outcome;

  /** What a test makes up. */
  record MadeUpReport(String text, Optional<ProgramMemory> memory) implements BenchReport {
    @Override
    public String json() {
      return JsonNodeFactory.instance.objectNode().put("text", text).toString();
    }
  }

  MadeUpBench(Supplier<Optional<BenchReport>> outcome) {
    this.outcome = outcome;
  }

  /** A part of size 3 with this outcome. */
  static Part part(String name, BenchReport report) {
    return part(name, () -> Optional.of(report));
  }

  static Part part(String name, Supplier<Optional<BenchReport>> outcome) {
    return new Part(
        name,
        "Heading of " + name,
        "Words of " + name + ".",
        new MadeUpBench(outcome),
        List.of("--size=3"));
  }

  @Override
  public Optional<BenchReport> measure() {
    if (size != 3) {
      throw new IllegalStateException("--size is " + size + ", which is not what the part has");
    }
    return outcome.get();
  }
}
