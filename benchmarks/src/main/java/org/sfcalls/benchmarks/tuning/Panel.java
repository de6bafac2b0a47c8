package org.sfcalls.benchmarks.tuning;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.Spread;

/**
 * A plot of measures of one kind against the levels of a setting.
 *
 * @param name in the page
 * @param title for people
 * @param live whether it is of live calls, which may come faster than they are done
 */
record Panel(String name, String title, List<Measure> measures, boolean live) {

  static final List<Panel> ALL =
      List.of(
          new Panel("throughput", "throughput", List.of(Measure.THROUGHPUT), false),
          new Panel("latency", "latency", List.of(Measure.LATENCY_P50, Measure.LATENCY_P99), true),
          new Panel(
              "batch", "batch, live calls", List.of(Measure.BATCH_P50, Measure.BATCH_P99), true),
          new Panel(
              "backlog-batch",
              "batch, backlog",
              List.of(Measure.BACKLOG_BATCH_P50, Measure.BACKLOG_BATCH_P99),
              false),
          new Panel("stored", "stored", List.of(Measure.STORED), false));

  /** Over how many times a linear axis shows small figures as none. */
  private static final double WIDE = 10;

  String unit() {
    return measures.get(0).unit();
  }

  /** What a measure is called in its own plot. */
  String series(Measure measure) {
    return measures.size() == 1
        ? measure.title()
        : measure.title().substring(measure.title().lastIndexOf(' ') + 1);
  }

  /** The panels of which a setting's trials have figures. */
  static List<Panel> of(Findings findings, List<Trial> levels) {
    return ALL.stream()
        .filter(
            panel ->
                panel.measures.stream()
                    .anyMatch(
                        measure ->
                            levels.stream()
                                .anyMatch(trial -> findings.spread(trial, measure).isPresent())))
        .toList();
  }

  boolean isLogarithmic(Findings findings, List<Trial> levels) {
    List<Spread> spreads =
        measures.stream()
            .flatMap(
                measure ->
                    levels.stream().flatMap(trial -> findings.spread(trial, measure).stream()))
            .toList();
    double most = spreads.stream().mapToDouble(Spread::max).max().orElse(0);
    double least = spreads.stream().mapToDouble(Spread::min).min().orElse(0);
    return most > WIDE * least;
  }

  /** What the plot shows, for those who don't see it. */
  String words(Factor factor, Findings findings, List<Trial> levels) {
    return "%s by %s, median in %s. ".formatted(Section.capital(title), factor.title(), unit())
        + measures.stream()
            .map(
                measure ->
                    series(measure)
                        + ": "
                        + levels.stream()
                            .map(trial -> words(factor, findings, measure, trial))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
  }

  private static String words(Factor factor, Findings findings, Measure measure, Trial trial) {
    Optional<Spread> spread = findings.spread(trial, measure);
    return trial.configuration().level(factor)
        + " "
        + spread.map(found -> measure.text(found.median())).orElse("not measured");
  }
}
