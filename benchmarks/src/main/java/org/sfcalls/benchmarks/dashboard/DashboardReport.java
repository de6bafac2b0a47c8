package org.sfcalls.benchmarks.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Machine;

/** The figures as tables for people, and as JSON for programs. */
record DashboardReport(
    DashboardBenchSettings settings, String versions, Machine machine, DashboardFigures figures)
    implements BenchReport {

  private static final double VIEW_LIMIT_MS = 300;
  private static final double LIVE_LIMIT_MS = 1000;
  private static final long RESIDENT_LIMIT = 600L << 20;

  /** Of memory with pages: a twentieth is what a garbage collector leaves. */
  private static final double GROWTH_LIMIT = 1.05;

  private record Figure(String name, String found, String limit, boolean met) {}

  private List<Figure> held() {
    double slowest =
        figures.views().stream().mapToDouble(view -> view.percentile(0.95)).max().orElseThrow();
    double growth = figures.residentAtEndBytes() / (double) figures.residentWithPagesBytes();
    List<Figure> held = new ArrayList<>();
    held.add(
        new Figure("slowest view, p95", ms(slowest), ms(VIEW_LIMIT_MS), slowest < VIEW_LIMIT_MS));
    held.add(
        new Figure(
            "count to answer, p95",
            ms(figures.live(0.95)),
            ms(LIVE_LIMIT_MS),
            figures.live(0.95) < LIVE_LIMIT_MS));
    held.add(
        new Figure(
            "resident, " + settings.pages() + " pages open",
            mb(figures.residentAtEndBytes()),
            mb(RESIDENT_LIMIT),
            figures.residentAtEndBytes() < RESIDENT_LIMIT));
    held.add(
        new Figure(
            "growth while they are open",
            "%.2f".formatted(growth),
            "%.2f".formatted(GROWTH_LIMIT),
            growth < GROWTH_LIMIT));
    return held;
  }

  /** Whether every figure is under its limit. */
  @Override
  public boolean met() {
    return held().stream().allMatch(Figure::met);
  }

  @Override
  public String text() {
    return String.join(
        "\n\n",
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            figures.views(),
            List.of(
                column("view", HorizontalAlign.LEFT, Answers.Times::view),
                column("p50 ms", HorizontalAlign.RIGHT, view -> number(view.percentile(0.5))),
                column("p95 ms", HorizontalAlign.RIGHT, view -> number(view.percentile(0.95))),
                column("max ms", HorizontalAlign.RIGHT, view -> number(view.percentile(1))))),
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            held(),
            List.of(
                column("figure", HorizontalAlign.LEFT, Figure::name),
                column("found", HorizontalAlign.RIGHT, Figure::found),
                column("under", HorizontalAlign.RIGHT, Figure::limit),
                column("", HorizontalAlign.LEFT, figure -> figure.met() ? "yes" : "no"))),
        String.format(
            Locale.US,
            "counts     %,d of %d years; stored at %,.0f a second; file %s%n"
                + "requests   %d of each view, each of another range%n"
                + "live       p50 %s, max %s, with %d pages that got %,d events and %,d answers%n"
                + "memory     %s before the pages, %s with them, %s at their end%n"
                + "machine    %s%nversions   %s",
            figures.counts(),
            settings.years(),
            figures.storedPerSecond(),
            mb(figures.fileBytes()),
            settings.requests(),
            ms(figures.live(0.5)),
            ms(figures.live(1)),
            settings.pages(),
            figures.events(),
            figures.answers(),
            mb(figures.residentBytes()),
            mb(figures.residentWithPagesBytes()),
            mb(figures.residentAtEndBytes()),
            machine.line(),
            versions));
  }

  /** The same for programs. */
  @Override
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    machine.into(json.putObject("machine"));
    json.put("versions", versions)
        .put("years", settings.years())
        .put("counts", figures.counts())
        .put("stored_per_second", figures.storedPerSecond())
        .put("file_bytes", figures.fileBytes())
        .put("pages", settings.pages())
        .put("resident_bytes", figures.residentBytes())
        .put("resident_with_pages_bytes", figures.residentWithPagesBytes())
        .put("resident_at_end_bytes", figures.residentAtEndBytes())
        .put("live_p50_ms", figures.live(0.5))
        .put("live_p95_ms", figures.live(0.95));
    ObjectNode views = json.putObject("views");
    figures
        .views()
        .forEach(
            view ->
                views
                    .putObject(view.view())
                    .put("p50_ms", view.percentile(0.5))
                    .put("p95_ms", view.percentile(0.95)));
    json.put("targets_met", met());
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static String ms(double value) {
    return number(value) + " ms";
  }

  private static String number(double value) {
    return String.format(Locale.US, "%,.0f", value);
  }

  private static String mb(long bytes) {
    return String.format(Locale.US, "%,d MB", bytes >> 20);
  }

  private static <T> ColumnData<T> column(
      String header, HorizontalAlign align, Function<T, String> text) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
  }
}
