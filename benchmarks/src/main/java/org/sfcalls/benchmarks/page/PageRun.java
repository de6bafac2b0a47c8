package org.sfcalls.benchmarks.page;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.PayloadText;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.sandbox.SandboxException;
import picocli.CommandLine;

/**
 * Measures the parts of a page one after the other, up to the first that fails.
 *
 * @param status takes lines on the progress, and each part's report once it is there, so that
 *     nothing is lost to a signal
 */
record PageRun(List<Part> parts, PrintStream status, Consumer<Throwable> failures) {
  record MeasuredPart(Part part, BenchReport report, Duration took) {}

  /**
   * Why parts of a page are missing.
   *
   * @param part that failed; those after it were not started
   * @param reason for people; may have several lines
   */
  record Shortfall(Part part, String reason) {
    private static Shortfall of(Part part, Throwable failure) {
      boolean expected = failure instanceof CommandFailure || failure instanceof SandboxException;
      return new Shortfall(
          part,
          expected
              ? failure.getMessage()
              : failure + " (a fault of the program: --debug shows where)");
    }
  }

  /**
   * What came out.
   *
   * @param shortfall why not all
   */
  record Outcome(List<MeasuredPart> measured, Optional<Shortfall> shortfall) {
    Outcome {
      measured = List.copyOf(measured);
    }
  }

  /** Measures; nothing when a signal stopped it. */
  Optional<Outcome> measure() {
    long begin = System.nanoTime();
    List<MeasuredPart> measured = new ArrayList<>();
    for (Part part : parts) {
      int number = measured.size() + 1;
      status.printf(
          "%npart %d/%d   %s, after %s: %s%n",
          number, parts.size(), part.heading(), words(since(begin)), part.line());
      long partBegin = System.nanoTime();
      Optional<BenchReport> report;
      try {
        report = part.measure();
      } catch (RuntimeException | OutOfMemoryError e) {
        if (measured.isEmpty()) {
          throw e;
        }
        Shortfall shortfall = Shortfall.of(part, e);
        status.printf(
            "%npart %d/%d   %s failed: %s%n",
            number, parts.size(), part.heading(), PayloadText.lines(shortfall.reason()));
        failures.accept(e);
        return Optional.of(new Outcome(measured, Optional.of(shortfall)));
      }
      if (report.isEmpty()) {
        return Optional.empty();
      }
      status.printf("%n%s%n", report.get().text());
      measured.add(new MeasuredPart(part, report.get(), since(partBegin)));
    }
    status.printf("%ndone       after %s%n", words(since(begin)));
    return Optional.of(new Outcome(measured, Optional.empty()));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  static String words(Duration time) {
    return time.toMinutes() == 0
        ? time.toSeconds() + " s"
        : time.toMinutes() + " min " + time.toSecondsPart() + " s";
  }

  /**
   * A benchmark that the page is made of, run as its command runs it, so that the command line that
   * the page shows is the one that was measured.
   *
   * @param name for programs; no two parts have the same
   * @param command the benchmark, not used before
   */
  record Part(String name, String heading, BenchCommand command, List<String> options) {
    Part {
      options = List.copyOf(options);
    }

    /** Measures; nothing when it was stopped by a signal. */
    Optional<BenchReport> measure() {
      new CommandLine(command)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(options.toArray(String[]::new));
      return command.measure();
    }

    String line() {
      String subcommand = new CommandLine(command).getCommandName();
      return line(Stream.concat(Stream.of(subcommand), options.stream()).toList());
    }

    static String line(List<String> words) {
      return Stream.concat(Stream.of("./sfcalls", "bench"), words.stream())
          .map(Part::quoted)
          .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
      return word.matches("[\\w./:,=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
  }
}
