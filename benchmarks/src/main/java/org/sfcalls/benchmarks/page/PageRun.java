package org.sfcalls.benchmarks.page;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.PayloadText;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.sandbox.SandboxException;

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
}
