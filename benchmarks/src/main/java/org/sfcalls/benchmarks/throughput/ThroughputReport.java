package org.sfcalls.benchmarks.throughput;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.report.Spread;
import org.sfcalls.benchmarks.report.Table;

/**
 * Results as tables for people and as JSON for programs.
 *
 * @param windows that each call is counted in; 0 where nothing is counted
 */
public record ThroughputReport(
    String versions,
    String input,
    Map<String, Object> settings,
    List<Result> results,
    List<String> compared,
    List<Target> targets,
    int windows) {

  private record Run(double callsPerSecond, double seconds, Map<String, Long> figures) {}

  private record Variant(
      String variant,
      long calls,
      long residentBytes,
      Spread callsPerSecond,
      Spread cpuMicrosecondsPerCall,
      Map<String, Spread> ratioTo,
      Spread counted,
      List<Run> runs) {}

  private record Reached(String variant, String of, double needed, boolean met, Spread reached) {}

  private record Data(
      Machine machine,
      String versions,
      String input,
      Map<String, Object> settings,
      Integer windowsPerCall,
      List<Variant> results,
      List<Reached> targets) {}

  public BenchReport report() {
    Machine machine = Machine.here();
    List<Reached> reached = new ArrayList<>();
    for (Target target : targets) {
      target
          .reached(results)
          .ifPresent(
              found ->
                  reached.add(
                      new Reached(
                          target.variant(),
                          target.of(),
                          target.needed(),
                          found.median() >= target.needed(),
                          found)));
    }
    List<Object> tables = new ArrayList<>(List.of(rates()));
    if (results.stream().mapToLong(Result::calls).distinct().count() > 1) {
      tables.add(growth());
    }
    if (!reached.isEmpty()) {
      tables.add(
          Table.of(reached)
              .text("target", target -> target.variant() + " of " + target.of())
              .number("at least", "%.2f", Reached::needed)
              .number("reached", target -> target.reached().text("%.2f"))
              .text("met", target -> target.met() ? "yes" : "no"));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "counted",
        windows == 0 ? null : "sum of the latest counts: " + windows + " per call if none is lost");
    facts.put("machine", machine.line());
    facts.put("versions", versions);
    facts.put("input", input);
    facts.put("settings", settings.toString().replaceAll("[{}]", ""));
    return new BenchReport(
        BenchReport.text(tables, facts),
        new Data(
            machine,
            versions,
            input,
            settings,
            windows == 0 ? null : windows,
            results.stream().map(this::variant).toList(),
            reached));
  }

  private Table.Builder<Result> rates() {
    Table.Builder<Result> table =
        Table.of(results)
            .text("variant", Result::variant)
            .number("calls", "%,.0f", Result::calls)
            .number("calls/s", "%,.0f", result -> result.rate().median())
            .number("range", result -> result.rate().range("%,.0f"));
    for (String other : compared) {
      table.number(
          "of " + other,
          result ->
              result.variant().equals(other)
                  ? ""
                  : result.ratioTo(other, results).map(ratio -> ratio.text("%.2f")).orElse(""));
    }
    return table
        .number(
            "counted", "%,.0f", result -> counts(result) ? counted(result).median() : Double.NaN)
        .number("lost", this::lost)
        .number("CPU µs/call", "%.1f", result -> cpu(result).median())
        .number("resident MB", "%,.0f", result -> result.residentBytes() >> 20);
  }

  /** A line for each size but the first, which it is compared with. */
  private String growth() {
    Result first = results.get(0);
    List<String> lines = new ArrayList<>();
    for (Result size : results.subList(1, results.size())) {
      lines.add(
          String.format(
              Locale.US,
              "%,d calls against %,d: %.2f of the calls/s, %.2f of the resident memory",
              size.calls(),
              first.calls(),
              size.rate().median() / first.rate().median(),
              (double) size.residentBytes() / first.residentBytes()));
    }
    return String.join("\n", lines);
  }

  private String lost(Result result) {
    if (!counts(result)) {
      return "";
    }
    double expected = (double) windows * result.calls();
    double lost = expected - counted(result).median();
    return lost == 0
        ? "0"
        : String.format(Locale.US, "%,.0f (%.2g %%)", lost, 100 * lost / expected);
  }

  private Variant variant(Result result) {
    Map<String, Spread> ratios = new LinkedHashMap<>();
    for (String other : compared) {
      result.ratioTo(other, results).ifPresent(ratio -> ratios.put(other, ratio));
    }
    return new Variant(
        result.variant(),
        result.calls(),
        result.residentBytes(),
        result.rate(),
        cpu(result),
        ratios,
        counts(result) ? counted(result) : null,
        result.runs().stream()
            .map(run -> new Run(run.rate(result.calls()), run.seconds(), run.figures()))
            .toList());
  }

  private static boolean counts(Result result) {
    return result.runs().get(0).figures().containsKey(Measured.COUNTED);
  }

  private static Spread counted(Result result) {
    return result.spread(run -> run.figure(Measured.COUNTED));
  }

  private static Spread cpu(Result result) {
    return result.spread(run -> run.cpuMicros(result.calls()));
  }
}
