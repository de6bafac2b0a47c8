package org.sfcalls.benchmarks.analytics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Growth;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.report.Spread;

/**
 * The results as tables for people and as JSON for programs.
 *
 * @param versions of Kafka and Spark
 */
record AnalyticsReport(
    AnalyticsBenchSettings settings, String versions, Machine machine, List<Result> results)
    implements BenchReport {

  /** The queries that others are compared with. */
  private static final List<Variant> COMPARED =
      List.of(Variant.SOURCE, Variant.FROM_AVRO, Variant.STUDENT);

  /** The tables, with what was measured on and with. */
  @Override
  public String text() {
    List<String> blocks = new ArrayList<>();
    blocks.add(rates());
    if (grows()) {
      blocks.add(
          Growth.lines(
              results.stream()
                  .map(result -> new Growth(result.calls(), result.rate(), result.residentBytes()))
                  .toList()));
    }
    List<Target> targets =
        Target.ALL.stream().filter(target -> target.reached(results).isPresent()).toList();
    if (!targets.isEmpty()) {
      blocks.add(targets(targets));
    }
    List<Part> parts = Part.of(results, settings.cores());
    if (parts.size() > 1) {
      blocks.add(parts(parts));
    }
    blocks.add(context());
    return String.join("\n\n", blocks);
  }

  private String rates() {
    List<ColumnData<Result>> columns = new ArrayList<>();
    columns.add(left("query", result -> result.variant().toString()));
    if (grows()) {
      columns.add(right("calls", result -> whole(result.calls())));
    }
    columns.add(right("calls/s", result -> whole(Math.round(result.rate().median()))));
    columns.add(right("range", result -> result.rate().range("%,.0f")));
    for (Variant other : COMPARED) {
      if (Result.of(other, results).isPresent()) {
        columns.add(right("of " + other, result -> ratio(result, other)));
      }
    }
    columns.add(right("counted", this::counted));
    columns.add(right("lost", this::lost));
    columns.add(right("CPU µs/call", result -> one(cpu(result).median())));
    columns.add(right("resident MB", result -> whole(result.residentBytes() >> 20)));
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, results, columns);
  }

  private String targets(List<Target> targets) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        targets,
        List.of(
            left("target", target -> target.variant() + " of " + target.of()),
            right("at least", target -> two(target.needed())),
            right("reached", target -> withRange(reached(target))),
            left("", target -> reached(target).median() >= target.needed() ? "yes" : "no")));
  }

  private Spread reached(Target target) {
    return target.reached(results).orElseThrow();
  }

  private static String parts(List<Part> parts) {
    double all = parts.stream().mapToDouble(Part::seconds).sum();
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        parts,
        List.of(
            left("part of ours", Part::name),
            right("s", part -> two(part.seconds())),
            right("share", part -> Math.round(100 * part.seconds() / all) + " %"),
            left("found as", Part::from)));
  }

  private String context() {
    return String.join(
        "\n",
        "counted    sum of the latest counts; %s calls in %d windows each make %s"
            .formatted(
                sizes(calls -> calls),
                AnalyticsBench.WINDOWS_OF_A_CALL,
                sizes(AnalyticsReport::expected)),
        "machine    " + machine.line(),
        "versions   " + versions,
        "input      " + settings.supply().description(),
        "rounds     %d measured, %d before them to warm up; %d partitions, at most %,d records a batch; local[%d], as many shuffle partitions, heap %s"
            .formatted(
                settings.runs(),
                settings.warmup(),
                settings.partitions(),
                settings.maxOffsetsPerTrigger(),
                settings.cores(),
                settings.heap()));
  }

  /** The same for programs. */
  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    machine.into(json.putObject("machine"));
    json.put("versions", versions)
        .put("input", settings.supply().description())
        .put("runs", settings.runs())
        .put("warmup", settings.warmup())
        .put("partitions", settings.partitions())
        .put("max_offsets_per_trigger", settings.maxOffsetsPerTrigger())
        .put("cores", settings.cores())
        .put("heap", settings.heap());
    if (!grows()) {
      long calls = settings.sizes().get(0);
      json.put("calls", calls).put("expected_count", expected(calls));
    }
    ArrayNode all = json.putArray("results");
    results.forEach(result -> into(all.addObject(), result));
    ArrayNode targets = json.putArray("targets");
    for (Target target : Target.ALL) {
      target
          .reached(results)
          .ifPresent(
              reached -> {
                ObjectNode one =
                    targets
                        .addObject()
                        .put("variant", target.variant().toString())
                        .put("of", target.of().toString())
                        .put("needed", target.needed())
                        .put("met", reached.median() >= target.needed());
                reached.into(one.putObject("reached"));
              });
    }
    ArrayNode parts = json.putArray("parts_of_ours");
    for (Part part : Part.of(results, settings.cores())) {
      parts
          .addObject()
          .put("name", part.name())
          .put("seconds", part.seconds())
          .put("found_as", part.from());
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private void into(ObjectNode json, Result result) {
    json.put("variant", result.variant().toString())
        .put("calls", result.calls())
        .put("resident_bytes", result.residentBytes());
    result.rate().into(json.putObject("calls_per_second"));
    cpu(result).into(json.putObject("cpu_microseconds_per_call"));
    for (Variant other : COMPARED) {
      Result.of(other, results)
          .ifPresent(
              base ->
                  result
                      .ratioTo(base)
                      .into(json.putObject("ratio_to_" + other.toString().replace('-', '_'))));
    }
    if (counts(result)) {
      countedSpread(result).into(json.putObject("counted"));
    }
    ArrayNode runs = json.putArray("runs");
    for (Measured run : result.runs()) {
      ObjectNode one =
          runs.addObject()
              .put("calls_per_second", run.rate(result.calls()))
              .put("seconds", run.seconds())
              .put("resident_bytes", run.residentBytes());
      if (counts(result)) {
        one.put("counted", run.counted());
      }
      run.figures().forEach(one::put);
    }
  }

  private boolean grows() {
    return settings.sizes().size() > 1;
  }

  private String sizes(LongUnaryOperator figure) {
    return settings.sizes().stream()
        .map(calls -> whole(figure.applyAsLong(calls)))
        .collect(Collectors.joining(" / "));
  }

  private static long expected(long calls) {
    return calls * AnalyticsBench.WINDOWS_OF_A_CALL;
  }

  private static boolean counts(Result result) {
    return result.variant().output() != Variant.Output.NOTHING;
  }

  private static Spread countedSpread(Result result) {
    return result.spread(Measured::counted);
  }

  private String counted(Result result) {
    return counts(result) ? whole(Math.round(countedSpread(result).median())) : "";
  }

  private String lost(Result result) {
    if (!counts(result)) {
      return "";
    }
    double lost = expected(result.calls()) - countedSpread(result).median();
    return lost == 0
        ? "0"
        : String.format(Locale.US, "%,.0f (%.2g %%)", lost, 100 * lost / expected(result.calls()));
  }

  private static Spread cpu(Result result) {
    return result.spread(run -> run.cpuMicros(result.calls()));
  }

  private String ratio(Result result, Variant other) {
    Optional<Result> base = Result.of(other, results);
    return base.isEmpty() || base.get() == result ? "" : withRange(result.ratioTo(base.get()));
  }

  private static String withRange(Spread ratio) {
    return two(ratio.median()) + " (" + ratio.range("%.2f") + ")";
  }

  private static String one(double number) {
    return String.format(Locale.US, "%.1f", number);
  }

  private static String two(double number) {
    return String.format(Locale.US, "%.2f", number);
  }

  private static String whole(long number) {
    return String.format(Locale.US, "%,d", number);
  }

  private static <T> ColumnData<T> left(String header, Function<T, String> text) {
    return column(header, HorizontalAlign.LEFT, text);
  }

  private static <T> ColumnData<T> right(String header, Function<T, String> text) {
    return column(header, HorizontalAlign.RIGHT, text);
  }

  private static <T> ColumnData<T> column(
      String header, HorizontalAlign align, Function<T, String> text) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
  }
}
