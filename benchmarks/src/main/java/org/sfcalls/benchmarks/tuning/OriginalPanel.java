package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.Spread;

/**
 * A plot of the original's tests with its figures and those of this run.
 *
 * @param ratio whether the figures are times those of the first test
 */
record OriginalPanel(String title, boolean ratio, List<Point> points) {

  /**
   * A test in the plot.
   *
   * @param here the figure of this run with its range or interval; empty where there is none
   * @param told the original's
   */
  record Point(OriginalTest test, Optional<Effect> here, OptionalDouble told) {}

  /** The plots for the tests of which there are results. */
  static List<OriginalPanel> of(Findings findings) {
    List<OriginalTest> tests = OriginalTest.in(findings);
    if (tests.isEmpty()) {
      return List.of();
    }
    OriginalTest first = OriginalTest.ALL.get(0);
    List<OriginalPanel> panels = new ArrayList<>();
    panels.add(
        new OriginalPanel(
            "throughput, times that of test 1",
            true,
            tests.stream()
                .map(
                    test ->
                        new Point(
                            test,
                            findings.ofOriginal(test, first, Measure.THROUGHPUT),
                            test.ofFirst()))
                .toList()));
    panels.add(
        new OriginalPanel(
            "throughput, rows or calls a second",
            false,
            tests.stream()
                .map(test -> new Point(test, here(findings, test, Measure.THROUGHPUT), test.rate()))
                .toList()));
    for (Measure measure : List.of(Measure.BACKLOG_BATCH_P50, Measure.BACKLOG_BATCH_P99)) {
      panels.add(
          new OriginalPanel(
              measure.title() + ", ms",
              false,
              tests.stream()
                  .map(
                      test ->
                          new Point(test, here(findings, test, measure), OptionalDouble.empty()))
                  .toList()));
    }
    return panels.stream()
        .filter(panel -> panel.points.stream().anyMatch(point -> point.here().isPresent()))
        .toList();
  }

  private static Optional<Effect> here(Findings findings, OriginalTest test, Measure measure) {
    return findings.spread(test.trial(), measure).map(OriginalPanel::range);
  }

  private static Effect range(Spread spread) {
    return new Effect(spread.median(), spread.min(), spread.max());
  }

  /** Whether the original tells figures of it. */
  boolean isTold() {
    return points.stream().anyMatch(point -> point.told().isPresent());
  }

  /** What the plot shows, for those who don't see it. */
  String words() {
    return Section.capital(title)
        + ". "
        + points.stream()
            .map(
                point ->
                    "%s: here %s%s"
                        .formatted(
                            point.test().title(),
                            point.here().map(Effect::toString).orElse("not measured"),
                            point.told().isPresent()
                                ? ", the original "
                                    + Measure.THROUGHPUT.text(point.told().getAsDouble())
                                : ""))
            .collect(Collectors.joining("; "));
  }

  ObjectNode json(ObjectMapper mapper) {
    ObjectNode json = mapper.createObjectNode().put("ratio", ratio);
    ArrayNode tests = json.putArray("tests");
    for (Point point : points) {
      Optional<Effect> interval = point.here().filter(Effect::hasInterval);
      tests
          .addObject()
          .put("label", point.test().name().replaceAll("\\D", ""))
          .put("title", point.test().title())
          .put("words", point.test().told())
          .put("here", point.here().map(Effect::ratio).orElse(null))
          .put("low", interval.map(Effect::low).orElse(null))
          .put("high", interval.map(Effect::high).orElse(null))
          .put("told", point.told().isPresent() ? (Double) point.told().getAsDouble() : null);
    }
    return json;
  }
}
