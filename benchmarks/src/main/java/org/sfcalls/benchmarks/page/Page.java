package org.sfcalls.benchmarks.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.ProgramMemory;
import org.sfcalls.sandbox.stack.Installation;

/**
 * How fast everything is, as Markdown for people and as JSON for programs: each benchmark's own
 * report under a heading, with what its figures are and how to have them again.
 */
public final class Page implements BenchReport {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final Circumstances circumstances;
  private final List<MeasuredPart> measured;
  private final Optional<Shortfall> shortfall;
  private final int partsInAll;

  Page(Circumstances circumstances, PageRun.Outcome outcome, int partsInAll) {
    this.circumstances = circumstances;
    this.measured = outcome.measured();
    this.shortfall = outcome.shortfall();
    this.partsInAll = partsInAll;
  }

  /**
   * Measures everything; nothing when it was stopped by a signal.
   *
   * @param input a file of calls; made-up ones where there is none
   * @param folder where programs keep data and logs; the usual one where there is none
   * @param status takes lines that tell how far it is
   * @param failures takes what made a part fail after others were measured
   * @throws RuntimeException when the first part fails
   */
  public static Optional<Page> measure(
      Extent extent,
      Optional<Path> input,
      Optional<Path> folder,
      PrintStream status,
      Consumer<Throwable> failures) {
    Circumstances circumstances = Circumstances.now(Installation.current(), extent, input, folder);
    List<Part> parts = extent.parts(input, folder);
    return new PageRun(parts, status, failures)
        .measure()
        .map(outcome -> new Page(circumstances, outcome, parts.size()));
  }

  /** Whether no part is missing. */
  @Override
  public boolean met() {
    return shortfall.isEmpty();
  }

  /** The page, in Markdown. */
  @Override
  public String text() {
    StringBuilder page = new StringBuilder();
    boolean quick = circumstances.extent() == Extent.QUICK;
    page.append("# Performance")
        .append(quick ? ", a quick look" : "")
        .append(shortfall.isPresent() ? " (incomplete)" : "")
        .append("\n\n");
    shortfall.ifPresent(
        missing ->
            page.append(
                "**Incomplete: %d of %d parts.** \"%s\" failed, and what comes after it was not measured:\n\n%s\n\n"
                    .formatted(
                        measured.size(),
                        partsInAll,
                        missing.part().heading(),
                        block(missing.reason()))));
    if (quick) {
      page.append(
          """
          **A quick look:** small sizes and a single round each, in which the JVM's compiler is still at work. What the program can do
          is on the page without `--quick`.

          """);
    }
    page.append(
        """
        Every figure on this page was measured in one run, which began on %s and took %s. Where there are several
        rounds, the figure is their median, and their range is beside it.

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
                DATE.format(circumstances.begun()),
                PageRun.words(took()),
                circumstances.program(),
                circumstances.machine().line(),
                String.join("\n- ", circumstances.versions()),
                circumstances.input(),
                circumstances.command()));
    for (MeasuredPart one : measured) {
      page.append(
          "\n## %s\n\n%s\n\n%s\n\nThis part alone (%s): `%s`\n"
              .formatted(
                  one.part().heading(),
                  one.part().words(),
                  block(one.report().text()),
                  PageRun.words(one.took()),
                  one.part().line()));
    }
    List<ProgramMemory> memory = memories();
    if (!memory.isEmpty()) {
      page.append(
          """

          ## Memory

          Resident memory of each program of the stack, in MB, as the system tells it. "At rest" is from the part Start-up, the other
          from Latency, which runs without the dashboard. What ingest and analytics hold under full load is in their tables above.

          %s
          """
              .formatted(block(ProgramMemory.table(memory))));
    }
    return page.toString().stripTrailing();
  }

  private Duration took() {
    return measured.stream().map(MeasuredPart::took).reduce(Duration.ZERO, Duration::plus);
  }

  private List<ProgramMemory> memories() {
    return measured.stream()
        .flatMap(one -> one.report().memory().stream())
        .filter(memory -> !memory.bytes().isEmpty())
        .toList();
  }

  private static String block(String text) {
    return text.lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "```\n", "\n```"));
  }

  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("begun", circumstances.begun().toString())
        .put("seconds", took().toSeconds())
        .put("program", circumstances.program())
        .put("quick", circumstances.extent() == Extent.QUICK)
        .put("command", circumstances.command())
        .put("input", circumstances.input())
        .put("complete", shortfall.isEmpty());
    circumstances.machine().into(json.putObject("machine"));
    ArrayNode versions = json.putArray("versions");
    circumstances.versions().forEach(versions::add);
    shortfall.ifPresent(
        missing ->
            json.putObject("failed")
                .put("part", missing.part().name())
                .put("reason", missing.reason()));
    ObjectNode parts = json.putObject("parts");
    try {
      for (MeasuredPart one : measured) {
        ObjectNode part = parts.putObject(one.part().name());
        part.put("command", one.part().line()).put("seconds", one.took().toSeconds());
        part.set("report", mapper.readTree(one.report().json()));
      }
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of our own is no JSON", e);
    }
  }
}
