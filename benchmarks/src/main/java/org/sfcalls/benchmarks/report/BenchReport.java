package org.sfcalls.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a benchmark measured, with what it was measured on and with. */
public record BenchReport(String text, Object data, boolean met) {
  public static BenchReport of(
      List<?> tables, Map<String, Object> facts, List<String> versions, Map<String, Object> data) {
    Machine machine = Machine.here();
    Map<String, Object> allFacts = new LinkedHashMap<>(facts);
    allFacts.put("machine", machine.line());
    allFacts.put("versions", String.join(", ", versions));
    Map<String, Object> allData = new LinkedHashMap<>();
    allData.put("machine", machine);
    allData.put("versions", String.join(", ", versions));
    allData.putAll(data);
    return new BenchReport(text(tables, allFacts), allData, true);
  }

  public BenchReport with(List<Limit> limits) {
    return new BenchReport(text, data, limits.stream().allMatch(Limit::isMet));
  }

  public static String text(List<?> tables, Map<String, ?> facts) {
    return Stream.concat(
            tables.stream().map(Object::toString),
            Stream.of(
                facts.entrySet().stream()
                    .map(fact -> "%-10s %s".formatted(fact.getKey(), fact.getValue()))
                    .collect(Collectors.joining("\n"))))
        .collect(Collectors.joining("\n\n"));
  }

  public String json() {
    return Json.text(data, true);
  }

  /** A figure that is to be below a limit. */
  public record Limit(String name, String format, double found, double limit) {
    public boolean isMet() {
      return found < limit;
    }

    public static Table.Builder<Limit> table(List<Limit> limits) {
      return Table.of(limits)
          .text("figure", Limit::name)
          .number("found", each -> each.format.formatted(each.found))
          .number("below", each -> each.format.formatted(each.limit))
          .text("met", each -> each.isMet() ? "yes" : "no");
    }
  }
}
