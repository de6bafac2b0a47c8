package org.sfcalls.benchmarks.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;
import org.sfcalls.benchmarks.report.ProgramMemory;

/**
 * The latencies as a table and a histogram for people, and as JSON for programs.
 *
 * @param versions of Kafka and Spark
 */
record LatencyReport(
    LatencyBenchSettings settings, String versions, Machine machine, Measured measured)
    implements BenchReport {

  private static final int LONGEST_BAR = 60;

  /**
   * A figure of the distribution.
   *
   * @param ms what it is
   * @param targetMs what it is to be under; empty where nothing is set
   */
  private record Figure(String name, long ms, OptionalLong targetMs) {}

  private List<Figure> figures() {
    Latencies latencies = measured.latencies();
    return List.of(
        new Figure("p50", latencies.percentile(0.50), OptionalLong.of(500)),
        new Figure("p90", latencies.percentile(0.90), OptionalLong.empty()),
        new Figure("p99", latencies.percentile(0.99), OptionalLong.of(1_500)),
        new Figure("max", latencies.max(), OptionalLong.empty()));
  }

  @Override
  public Optional<ProgramMemory> memory() {
    return Optional.of(measured.memory());
  }

  /** Table, histogram, and what was measured on and with. */
  @Override
  public String text() {
    return String.join(
        "\n\n",
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            figures(),
            List.of(
                column("latency", HorizontalAlign.LEFT, Figure::name),
                column("s", HorizontalAlign.RIGHT, figure -> seconds(figure.ms())),
                column(
                    "under",
                    HorizontalAlign.RIGHT,
                    figure ->
                        figure.targetMs().isEmpty() ? "" : seconds(figure.targetMs().getAsLong())),
                column(
                    "",
                    HorizontalAlign.LEFT,
                    figure -> figure.targetMs().isEmpty() ? "" : met(figure) ? "yes" : "no"))),
        histogram(),
        context());
  }

  private static boolean met(Figure figure) {
    return figure.ms() < figure.targetMs().orElse(Long.MAX_VALUE);
  }

  private String histogram() {
    List<Latencies.Bar> bars = measured.latencies().histogram();
    long most = bars.stream().mapToLong(Latencies.Bar::calls).max().orElse(1);
    StringBuilder lines = new StringBuilder();
    for (Latencies.Bar bar : bars) {
      lines.append(
          String.format(
              Locale.US,
              "%-9s s  %,8d  %s%n",
              bar.toMs() == Long.MAX_VALUE
                  ? tenths(bar.fromMs()) + "–"
                  : tenths(bar.fromMs()) + "–" + tenths(bar.toMs()),
              bar.calls(),
              // Few are not none.
              "#".repeat((int) ((bar.calls() * LONGEST_BAR + most - 1) / most))));
    }
    return lines.toString().stripTrailing();
  }

  private String context() {
    return String.join(
        "\n",
        String.format(
            Locale.US,
            "calls      %,d, %,d a second for %d s after %d s to warm up",
            measured.latencies().calls(),
            settings.rate(),
            settings.measured().toSeconds(),
            settings.warmup().toSeconds()),
        "time       from the raw record's timestamp until the call's counts are read from calls.counts",
        "memory     " + measured.memory().line(),
        "machine    " + machine.line(),
        "versions   " + versions + "; " + settings.partitions() + " partitions");
  }

  /** The same for programs. */
  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    machine.into(json.putObject("machine"));
    json.put("versions", versions)
        .put("rate", settings.rate())
        .put("seconds", settings.measured().toSeconds())
        .put("warmup_seconds", settings.warmup().toSeconds())
        .put("partitions", settings.partitions())
        .put("calls", measured.latencies().calls());
    ObjectNode milliseconds = json.putObject("latency_ms");
    figures().forEach(figure -> milliseconds.put(figure.name(), figure.ms()));
    ObjectNode targets = json.putObject("targets_met");
    figures().stream()
        .filter(figure -> figure.targetMs().isPresent())
        .forEach(figure -> targets.put(figure.name(), met(figure)));
    ArrayNode histogram = json.putArray("histogram");
    for (Latencies.Bar bar : measured.latencies().histogram()) {
      histogram.addObject().put("from_ms", bar.fromMs()).put("calls", bar.calls());
    }
    measured.memory().into(json.putObject("resident"));
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static String seconds(long milliseconds) {
    return String.format(Locale.US, "%.3f", milliseconds / 1e3);
  }

  private static String tenths(long milliseconds) {
    return String.format(Locale.US, "%.1f", milliseconds / 1e3);
  }

  private static ColumnData<Figure> column(
      String header, HorizontalAlign align, Function<Figure, String> text) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
  }
}
