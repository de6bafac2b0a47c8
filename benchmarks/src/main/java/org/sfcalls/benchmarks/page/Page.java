package org.sfcalls.benchmarks.page;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.PayloadText;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.command.BenchCommand;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine;

/**
 * How fast everything is, as Markdown for people and as JSON for programs: each benchmark's own
 * report under a heading, with the command that measures it alone.
 *
 * @param status takes lines on the progress, and each part's report once it is there, so that
 *     nothing is lost to a signal
 * @param debug whether the status has the stack trace of a part's failure
 */
public record Page(Context context, List<Part> parts, PrintStream status, boolean debug) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  record Context(
      String begun,
      String program,
      Machine machine,
      List<String> versions,
      String input,
      boolean quick,
      String command) {}

  /**
   * The page of everything.
   *
   * @param input a file of calls; none for made-up ones
   * @param folder where programs keep data and logs; none for the usual one
   */
  public static Page of(
      PageSize size,
      Optional<Path> input,
      Optional<Path> folder,
      PrintStream status,
      boolean debug) {
    List<String> options = new ArrayList<>();
    if (size == PageSize.QUICK) {
      options.add("--quick");
    }
    options.addAll(PageSize.option("--input", input));
    options.addAll(PageSize.option("--data", folder));
    String program;
    try {
      program = new ProgramVersion().getVersion()[0];
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the program's version from its jar", e);
    }
    Context context =
        new Context(
            DATE.format(Instant.now()),
            program,
            Machine.here(),
            MeasuredStack.versions(Installation.current()),
            CallSupply.of(input.orElse(null)).description(),
            size == PageSize.QUICK,
            Part.line(options));
    return new Page(context, size.parts(input, folder), status, debug);
  }

  /**
   * Measures the parts one after the other, up to the first that fails; the page's figures are not
   * met where one is missing.
   *
   * @return nothing when a signal stopped it
   */
  public Optional<BenchReport> measure() {
    long begin = System.nanoTime();
    StringBuilder sections = new StringBuilder();
    Map<String, Object> measured = new LinkedHashMap<>();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("context", context);
    String shortfall = "";
    for (Part part : parts) {
      String place = "part %d/%d   %s".formatted(measured.size() + 1, parts.size(), part.heading());
      status.printf("%n%s, after %s: %s%n", place, words(since(begin)), part.line());
      long partBegin = System.nanoTime();
      Optional<BenchReport> report;
      try {
        report = part.measure();
      } catch (RuntimeException | OutOfMemoryError e) {
        if (measured.isEmpty()) {
          throw e;
        }
        String reason = reason(e);
        status.printf("%n%s failed: %s%n", place, PayloadText.lines(reason));
        if (debug) {
          e.printStackTrace(status);
        }
        data.put("failed", Map.of("part", part.name(), "reason", reason));
        shortfall =
            "**Incomplete: %d of %d parts.** \"%s\" failed, and what follows it was not measured:\n\n%s\n\n"
                .formatted(measured.size(), parts.size(), part.heading(), block(reason));
        break;
      }
      if (report.isEmpty()) {
        return Optional.empty();
      }
      String text = report.get().text();
      status.printf("%n%s%n", text);
      Duration took = since(partBegin);
      sections.append(
          "\n## %s\n\n%s\n\nThis part alone (%s): `%s`\n"
              .formatted(part.heading(), block(text), words(took), part.line()));
      measured.put(
          part.name(),
          Map.of(
              "command", part.line(),
              "seconds", took.toSeconds(),
              "report", report.get().data()));
    }
    Duration took = since(begin);
    status.printf("%ndone       after %s%n", words(took));
    data.put("seconds", took.toSeconds());
    data.put("complete", shortfall.isEmpty());
    data.put("parts", measured);
    String page = introduction(shortfall, took) + sections;
    return Optional.of(new BenchReport(page.stripTrailing(), data, shortfall.isEmpty()));
  }

  private static String reason(Throwable failure) {
    return failure instanceof CommandFailure || failure instanceof SandboxException
        ? failure.getMessage()
        : failure + " (a fault of the program: --debug shows where)";
  }

  private String introduction(String shortfall, Duration took) {
    String quick =
        """
        **A quick look:** small sizes and a single round each, in which the JVM's compiler is still
        at work. What the program can do is on the page without `--quick`.

        """;
    return """
        # Performance%s%s

        %s%sEvery figure on this page was measured in one run, which began on %s and took %s.
        Where there are several rounds, the figure is their median, with their range.
        [What is run, and what each figure is](../benchmarks/README.md).

        - program: %s
        - machine: %s
        - %s
        - calls: %s

        To measure it again, on a machine that has nothing else to do:

        ```sh
        %s
        ```
        """
        .formatted(
            context.quick() ? ", a quick look" : "",
            shortfall.isEmpty() ? "" : " (incomplete)",
            shortfall,
            context.quick() ? quick : "",
            context.begun(),
            words(took),
            context.program(),
            context.machine().line(),
            String.join("\n- ", context.versions()),
            context.input(),
            context.command());
  }

  private static String block(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "```\n", "\n```"));
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
