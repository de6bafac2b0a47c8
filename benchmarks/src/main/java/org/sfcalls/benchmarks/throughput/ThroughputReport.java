package org.sfcalls.benchmarks.throughput;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Spread;
import org.sfcalls.benchmarks.report.Table;
import org.sfcalls.benchmarks.throughput.ThroughputBench.Target;

/**
 * Results as tables for people and as JSON for programs.
 *
 * @param windows that each call is counted in; 0 where nothing is counted
 */
record ThroughputReport(
    List<String> versions,
    String input,
    Map<String, Object> settings,
    List<Result> results,
    List<String> compared,
    List<Target> targets,
    int windows) {
  record Result(String variant, long calls, List<Measured> runs) {
    Spread rate() {
      return spread(run -> run.rate(calls));
    }

    Spread cpu() {
      return spread(run -> run.cpuMicros(calls));
    }

    Spread counted() {
      return spread(run -> run.figure(Measured.COUNTED));
    }

    private Spread spread(ToDoubleFunction<Measured> figure) {
      return Spread.of(series(figure));
    }

    private List<Double> series(ToDoubleFunction<Measured> figure) {
      return runs.stream().map(figure::applyAsDouble).toList();
    }

    Optional<Spread> ratioTo(String other, List<Result> results) {
      return results.stream()
          .filter(base -> base.variant.equals(other) && base.calls == calls)
          .findFirst()
          .map(
              base ->
                  Spread.ratio(
                      series(run -> run.rate(calls)), base.series(run -> run.rate(base.calls))));
    }

    /** The largest at the end of a run; 0 where the system does not show it. */
    long residentBytes() {
      return runs.stream().mapToLong(run -> run.figure(Measured.RESIDENT)).max().orElse(0);
    }

    boolean counts() {
      return runs.get(0).figures().containsKey(Measured.COUNTED);
    }
  }

  private record Run(double callsPerSecond, double seconds, Map<String, Long> figures) {}

  private record Shown(
      String variant,
      long calls,
      long residentBytes,
      Spread callsPerSecond,
      Spread cpuMicrosecondsPerCall,
      Map<String, Spread> ratioTo,
      Spread counted,
      List<Run> runs) {}

  private record Reached(String variant, String of, double needed, boolean met, Spread reached) {}

  BenchReport report() {
    List<Reached> reached = targets.stream().flatMap(target -> reached(target).stream()).toList();
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
    if (windows > 0) {
      facts.put("counted", "sum of the latest counts: " + windows + " per call if none is lost");
    }
    facts.put("input", input);
    facts.put("settings", settings.toString().replaceAll("[{}]", ""));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("input", input);
    data.put("settings", settings);
    data.put("windows_per_call", windows == 0 ? null : windows);
    data.put("results", results.stream().map(this::shown).toList());
    data.put("targets", reached);
    return BenchReport.of(tables, facts, versions, data);
  }

  /** What was reached; nothing where one of the two programs was not measured. */
  private Optional<Reached> reached(Target target) {
    return results.stream()
        .filter(result -> result.variant().equals(target.variant()))
        .findFirst()
        .flatMap(result -> result.ratioTo(target.of(), results))
        .map(
            found ->
                new Reached(
                    target.variant(),
                    target.of(),
                    target.needed(),
                    found.median() >= target.needed(),
                    found));
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
        .number("counted", "%,.0f", one -> one.counts() ? one.counted().median() : Double.NaN)
        .number("lost", this::lost)
        .number("CPU µs/call", "%.1f", result -> result.cpu().median())
        .number("resident MB", "%,.0f", result -> result.residentBytes() >> 20);
  }

  private String growth() {
    Result first = results.get(0);
    return results.stream()
        .skip(1)
        .map(
            size ->
                String.format(
                    Locale.US,
                    "%,d calls against %,d: %.2f of the calls/s, %.2f of the resident memory",
                    size.calls(),
                    first.calls(),
                    size.rate().median() / first.rate().median(),
                    (double) size.residentBytes() / first.residentBytes()))
        .collect(Collectors.joining("\n"));
  }

  private String lost(Result result) {
    if (!result.counts()) {
      return "";
    }
    double expected = (double) windows * result.calls();
    double lost = expected - result.counted().median();
    return lost == 0
        ? "0"
        : String.format(Locale.US, "%,.0f (%.2g %%)", lost, 100 * lost / expected);
  }

  private Shown shown(Result result) {
    Map<String, Spread> ratios = new LinkedHashMap<>();
    for (String other : compared) {
      result.ratioTo(other, results).ifPresent(ratio -> ratios.put(other, ratio));
    }
    return new Shown(
        result.variant(),
        result.calls(),
        result.residentBytes(),
        result.rate(),
        result.cpu(),
        ratios,
        result.counts() ? result.counted() : null,
        result.runs().stream()
            .map(run -> new Run(run.rate(result.calls()), run.seconds(), run.figures()))
            .toList());
  }
}
