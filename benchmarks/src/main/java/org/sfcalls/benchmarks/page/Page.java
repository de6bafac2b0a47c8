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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.calls.CallSupply;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.page.PageRun.Part;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.sandbox.stack.Installation;

/**
 * How fast everything is, as Markdown for people and as JSON for programs: each benchmark's own
 * report under a heading, with the command that measures it alone.
 */
public final class Page {
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

  private Page() {}

  /**
   * Measures everything; nothing when a signal stopped it.
   *
   * @param input a file of calls; none for made-up ones
   * @param folder where programs keep data and logs; none for the usual one
   */
  public static Optional<BenchReport> measure(
      PageSize size,
      Optional<Path> input,
      Optional<Path> folder,
      PrintStream status,
      Consumer<Throwable> failures) {
    Context context = context(Installation.current(), size, input, folder);
    List<Part> parts = size.parts(input, folder);
    return new PageRun(parts, status, failures)
        .measure()
        .map(outcome -> report(context, outcome, parts.size()));
  }

  private static Context context(
      Installation installation, PageSize size, Optional<Path> input, Optional<Path> folder) {
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
    return new Context(
        DATE.format(Instant.now()),
        program,
        Machine.here(),
        MeasuredStack.versions(installation),
        CallSupply.of(input.orElse(null)).description(),
        size == PageSize.QUICK,
        Part.line(options));
  }

  /** The page; its figures are not met where a part is missing. */
  static BenchReport report(Context context, PageRun.Outcome outcome, int partsInAll) {
    Duration took =
        outcome.measured().stream()
            .map(PageRun.MeasuredPart::took)
            .reduce(Duration.ZERO, Duration::plus);
    return new BenchReport(
        text(context, outcome, partsInAll, took),
        data(context, outcome, took),
        outcome.shortfall().isEmpty());
  }

  private static String text(
      Context context, PageRun.Outcome outcome, int partsInAll, Duration took) {
    StringBuilder page = new StringBuilder();
    page.append("# Performance")
        .append(context.quick() ? ", a quick look" : "")
        .append(outcome.shortfall().isPresent() ? " (incomplete)" : "")
        .append("\n\n");
    outcome
        .shortfall()
        .ifPresent(
            missing ->
                page.append(
                    "**Incomplete: %d of %d parts.** \"%s\" failed, and what follows it was not measured:\n\n%s\n\n"
                        .formatted(
                            outcome.measured().size(),
                            partsInAll,
                            missing.part().heading(),
                            block(missing.reason()))));
    if (context.quick()) {
      page.append(
          """
          **A quick look:** small sizes and a single round each, in which the JVM's compiler is still
          at work. What the program can do is on the page without `--quick`.

          """);
    }
    page.append(
        """
        Every figure on this page was measured in one run, which began on %s and took %s.
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
                context.begun(),
                PageRun.words(took),
                context.program(),
                context.machine().line(),
                String.join("\n- ", context.versions()),
                context.input(),
                context.command()));
    for (PageRun.MeasuredPart one : outcome.measured()) {
      page.append(
          "\n## %s\n\n%s\n\nThis part alone (%s): `%s`\n"
              .formatted(
                  one.part().heading(),
                  block(one.report().text()),
                  PageRun.words(one.took()),
                  one.part().line()));
    }
    return page.toString().stripTrailing();
  }

  private static String block(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "```\n", "\n```"));
  }

  private static Map<String, Object> data(Context context, PageRun.Outcome outcome, Duration took) {
    Map<String, Object> parts = new LinkedHashMap<>();
    for (PageRun.MeasuredPart one : outcome.measured()) {
      parts.put(
          one.part().name(),
          Map.of(
              "command", one.part().line(),
              "seconds", one.took().toSeconds(),
              "report", one.report().data()));
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("context", context);
    data.put("seconds", took.toSeconds());
    data.put("complete", outcome.shortfall().isEmpty());
    outcome
        .shortfall()
        .ifPresent(
            missing ->
                data.put(
                    "failed", Map.of("part", missing.part().name(), "reason", missing.reason())));
    data.put("parts", parts);
    return data;
  }
}
