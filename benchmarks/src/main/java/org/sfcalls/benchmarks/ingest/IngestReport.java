package org.sfcalls.benchmarks.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsConfig;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.benchmarks.profile.Work;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Growth;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.report.Spread;

/**
 * The results as a table for people and as JSON for programs.
 *
 * @param kafka version of broker and clients
 */
record IngestReport(BenchSettings settings, String kafka, Machine machine, Measurements measured)
    implements BenchReport {

  /** The table, with what it was measured on and with. */
  @Override
  public String text() {
    List<ColumnData<Result>> columns = new ArrayList<>();
    columns.add(left("mode", result -> result.mode().toString()));
    columns.add(left("application", result -> result.variant().toString()));
    columns.add(right("calls", result -> whole(result.calls())));
    columns.add(right("calls/s", result -> whole(Math.round(result.rate().median()))));
    columns.add(right("range", result -> result.rate().range("%,.0f")));
    columns.add(right("of copy", result -> ratio(result, spread -> two(spread.median()))));
    columns.add(right("range by round", result -> ratio(result, spread -> spread.range("%.2f"))));
    columns.add(right("CPU µs/call", result -> one(result.cpuMicros().median())));
    columns.add(right("resident MB", result -> whole(result.residentBytes() >> 20)));
    String table =
        AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, measured.results(), columns);
    if (!targets().isEmpty()) {
      table += "\n\n" + targetTable();
    }
    if (settings.sizes().size() > 1) {
      table += "\n\n" + growth();
    }
    return table + "\n\n" + profiles() + context();
  }

  /** A table for each mode and size: a column for each application, a row for each kind of work. */
  private String profiles() {
    Map<String, List<Profiled>> tables = new LinkedHashMap<>();
    for (Profiled profiled : measured.profiles()) {
      String title = "%s, %s calls".formatted(profiled.mode(), whole(profiled.calls()));
      tables.computeIfAbsent(title, any -> new ArrayList<>()).add(profiled);
    }
    StringBuilder text = new StringBuilder();
    tables.forEach(
        (title, profiled) -> {
          text.append("CPU µs/call by kind of work: ").append(title).append('\n');
          text.append(profileTable(profiled)).append('\n');
          for (Profiled one : profiled) {
            text.append(
                "profile    %s: %s samples, %s%n"
                    .formatted(one.variant(), whole(one.profile().total()), one.recording()));
          }
          text.append('\n');
        });
    return text.toString();
  }

  private static String profileTable(List<Profiled> applications) {
    List<ColumnData<Work>> columns = new ArrayList<>();
    columns.add(
        new Column()
            .header("work")
            .headerAlign(HorizontalAlign.LEFT)
            .dataAlign(HorizontalAlign.LEFT)
            .footer("all")
            .footerAlign(HorizontalAlign.LEFT)
            .with(Work::toString));
    for (Profiled application : applications) {
      columns.add(
          new Column()
              .header(application.variant().toString())
              .headerAlign(HorizontalAlign.RIGHT)
              .dataAlign(HorizontalAlign.RIGHT)
              .footer(two(application.run().cpuMicros(application.calls())) + "  100 %")
              .footerAlign(HorizontalAlign.RIGHT)
              .with(
                  work ->
                      String.format(
                          Locale.US,
                          "%.2f  %3.0f %%",
                          application.cpuMicros(work),
                          100 * application.profile().share(work))));
    }
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, List.of(Work.values()), columns);
  }

  private String growth() {
    return Growth.lines(
        measured.results().stream()
            .map(result -> new Growth(result.calls(), result.rate(), result.residentBytes()))
            .toList());
  }

  /** Those that can be told of what was measured. */
  private List<Target> targets() {
    return Target.ALL.stream()
        .filter(target -> target.reached(measured.results()).isPresent())
        .toList();
  }

  private Spread reached(Target target) {
    return target.reached(measured.results()).orElseThrow();
  }

  private boolean met(Target target) {
    return reached(target).median() >= target.needed();
  }

  private String targetTable() {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        targets(),
        List.of(
            left("target, exactly-once", target -> target.variant() + " of copy"),
            right("at least", target -> two(target.needed())),
            right(
                "reached",
                target ->
                    two(reached(target).median()) + " (" + reached(target).range("%.2f") + ")"),
            left("", target -> met(target) ? "yes" : "no")));
  }

  private String context() {
    return String.join(
        "\n",
        "machine    " + machine.line(),
        "kafka      " + kafka,
        "input      " + settings.supply().description(),
        "rounds     "
            + settings.runs()
            + " measured, "
            + settings.warmup()
            + " before them to warm up; "
            + settings.partitions()
            + " partitions, "
            + settings.threads()
            + " threads, heap "
            + settings.heap(),
        "settings   " + applicationSettings());
  }

  /** The same for programs. */
  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    machine.into(json.putObject("machine"));
    json.put("kafka", kafka)
        .put("input", settings.supply().description())
        .put("runs", settings.runs())
        .put("warmup", settings.warmup())
        .put("partitions", settings.partitions())
        .put("threads", settings.threads())
        .put("heap", settings.heap());
    ObjectNode streams = json.putObject("settings");
    applicationSettings().forEach((name, value) -> streams.put(name, value.toString()));
    ArrayNode all = json.putArray("results");
    for (Result result : measured.results()) {
      ObjectNode one = all.addObject();
      one.put("variant", result.variant().toString())
          .put("mode", result.mode().toString())
          .put("calls", result.calls())
          .put("resident_bytes", result.residentBytes());
      result.rate().into(one.putObject("calls_per_second"));
      result.cpuMicros().into(one.putObject("cpu_microseconds_per_call"));
      result
          .limitIn(measured.results())
          .ifPresent(limit -> result.ratioTo(limit).into(one.putObject("ratio_to_copy")));
      ArrayNode runs = one.putArray("runs");
      for (Measured run : result.runs()) {
        runs.addObject()
            .put("calls_per_second", run.rate(result.calls()))
            .put("seconds", run.seconds())
            .put("cpu_seconds", run.cpuNanos() / 1e9)
            .put("resident_bytes", run.residentBytes());
      }
    }
    ArrayNode targets = json.putArray("targets");
    for (Target target : targets()) {
      ObjectNode one =
          targets
              .addObject()
              .put("variant", target.variant().toString())
              .put("needed", target.needed())
              .put("met", met(target));
      reached(target).into(one.putObject("reached"));
    }
    ArrayNode profiles = json.putArray("profiles");
    for (Profiled profiled : measured.profiles()) {
      ObjectNode one = profiles.addObject();
      one.put("variant", profiled.variant().toString())
          .put("mode", profiled.mode().toString())
          .put("calls", profiled.calls())
          .put("recording", profiled.recording().toString())
          .put("samples", profiled.profile().total());
      ObjectNode works = one.putObject("cpu_microseconds_per_call");
      for (Work work : Work.values()) {
        works.put(work.name().toLowerCase(Locale.ROOT), profiled.cpuMicros(work));
      }
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  /** But for the guarantee, which is the mode, and what differs from run to run. */
  private Map<String, Object> applicationSettings() {
    Map<String, Object> all = new TreeMap<>();
    ApplicationSettings.of(
            "bench",
            Path.of("state"),
            settings.threads(),
            Mode.EXACTLY_ONCE,
            KafkaConnection.to("-"))
        .forEach((name, value) -> all.put((String) name, value));
    all.keySet()
        .removeAll(
            Set.of(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.APPLICATION_ID_CONFIG,
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                StreamsConfig.STATE_DIR_CONFIG));
    return all;
  }

  private String ratio(Result result, Function<Spread, String> text) {
    Optional<Result> limit = result.limitIn(measured.results());
    return limit.map(copy -> text.apply(result.ratioTo(copy))).orElse("");
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
