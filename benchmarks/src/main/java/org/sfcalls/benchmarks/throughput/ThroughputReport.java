package org.sfcalls.benchmarks.throughput;

import static java.lang.Double.NaN;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  /** The runs of a program over so many calls. */
  record Result(String variant, long calls, List<Measured> runs) {
    private List<Double> rates() {
      return series(run -> run.rate(calls));
    }

    private List<Double> series(ToDoubleFunction<Measured> figure) {
      return runs.stream().map(figure::applyAsDouble).toList();
    }
  }

  /**
   * The same for readers.
   *
   * @param residentBytes the most at the end of a run; 0 where the system does not show it
   * @param counted null where nothing is counted
   */
  private record Row(
      String variant,
      long calls,
      long residentBytes,
      Spread callsPerSecond,
      Spread cpuMicrosecondsPerCall,
      Map<String, Spread> ratioTo,
      Spread counted,
      List<Measured> runs) {}

  private record Reached(String variant, String of, double needed, boolean met, Spread reached) {}

  BenchReport report() {
    List<Row> rows = results.stream().map(this::row).toList();
    List<Reached> reached = reached(rows);
    List<Object> tables = new ArrayList<>(List.of(rates(rows)));
    if (rows.stream().mapToLong(Row::calls).distinct().count() > 1) {
      tables.add(growth(rows));
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
    data.put("results", rows);
    data.put("targets", reached);
    return BenchReport.of(tables, facts, versions, data);
  }

  private Row row(Result result) {
    Map<String, Spread> ratios = new LinkedHashMap<>();
    for (Result other : results) {
      if (compared.contains(other.variant()) && other.calls() == result.calls()) {
        ratios.put(other.variant(), Spread.ratio(result.rates(), other.rates()));
      }
    }
    boolean counts = result.runs().get(0).figures().containsKey(Measured.COUNTED);
    return new Row(
        result.variant(),
        result.calls(),
        (long) Spread.of(result.series(run -> run.figure(Measured.RESIDENT))).max(),
        Spread.of(result.rates()),
        Spread.of(result.series(run -> run.cpuMicros(result.calls()))),
        ratios,
        counts ? Spread.of(result.series(run -> run.figure(Measured.COUNTED))) : null,
        result.runs());
  }

  /** Without the targets of which one of the two programs was not measured. */
  private List<Reached> reached(List<Row> rows) {
    List<Reached> reached = new ArrayList<>();
    for (Target target : targets) {
      for (Row row : rows) {
        Spread ratio = row.ratioTo().get(target.of());
        if (row.variant().equals(target.variant()) && ratio != null) {
          boolean met = ratio.median() >= target.needed();
          reached.add(new Reached(target.variant(), target.of(), target.needed(), met, ratio));
        }
      }
    }
    return reached;
  }

  private Table.Builder<Row> rates(List<Row> rows) {
    Table.Builder<Row> table =
        Table.of(rows)
            .text("variant", Row::variant)
            .number("calls", "%,.0f", Row::calls)
            .number("calls/s", "%,.0f", row -> row.callsPerSecond().median())
            .number("range", row -> row.callsPerSecond().range("%,.0f"));
    for (String other : compared) {
      table.number(
          "of " + other,
          row -> {
            Spread ratio = row.ratioTo().get(other);
            return ratio == null || row.variant().equals(other) ? "" : ratio.text("%.2f");
          });
    }
    return table
        .number("counted", "%,.0f", row -> row.counted() == null ? NaN : row.counted().median())
        .number("lost", this::lost)
        .number("CPU µs/call", "%.1f", row -> row.cpuMicrosecondsPerCall().median())
        .number("resident MB", "%,.0f", row -> row.residentBytes() >> 20);
  }

  private static String growth(List<Row> rows) {
    Row first = rows.get(0);
    return rows.stream()
        .skip(1)
        .map(
            size ->
                String.format(
                    Locale.US,
                    "%,d calls against %,d: %.2f of the calls/s, %.2f of the resident memory",
                    size.calls(),
                    first.calls(),
                    size.callsPerSecond().median() / first.callsPerSecond().median(),
                    (double) size.residentBytes() / first.residentBytes()))
        .collect(Collectors.joining("\n"));
  }

  private String lost(Row row) {
    if (row.counted() == null) {
      return "";
    }
    double expected = (double) windows * row.calls();
    double lost = expected - row.counted().median();
    return lost == 0
        ? "0"
        : String.format(Locale.US, "%,.0f (%.2g %%)", lost, 100 * lost / expected);
  }
}
