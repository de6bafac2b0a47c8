package org.sfcalls.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a benchmark measured, with what it was measured on and with.
 *
 * @param text for people, without an end of line at its end
 * @param memory of the stack's programs, where the benchmark looks at it
 */
public record BenchReport(String text, Object data, Optional<ProgramMemory> memory, boolean met) {

  /** A report whose figures have no limits. */
  public BenchReport(String text, Object data) {
    this(text, data, Optional.empty(), true);
  }

  /**
   * Tables with lines of facts below.
   *
   * @param facts by name; null for none
   */
  public static String text(List<?> tables, Map<String, Object> facts) {
    List<String> blocks = new ArrayList<>(tables.stream().map(Object::toString).toList());
    List<String> lines = new ArrayList<>();
    facts.forEach(
        (name, fact) -> {
          if (fact != null) {
            lines.add("%-10s %s".formatted(name, fact));
          }
        });
    blocks.add(String.join("\n", lines));
    return String.join("\n\n", blocks);
  }

  public String json() {
    return Json.pretty(data);
  }
}
