package org.sfcalls.benchmarks.tuning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.benchmarks.report.Json;
import org.sfcalls.benchmarks.report.Spread;
import org.sfcalls.benchmarks.report.Table;
import org.sfcalls.benchmarks.tuning.Comparison.Effect;
import org.sfcalls.benchmarks.tuning.Findings.Influence;
import org.sfcalls.benchmarks.tuning.Preset.OriginalTest;

/**
 * What a run says: which settings matter for throughput and for latency, which to take, and all
 * figures.
 *
 * @param facts what it was measured on and with
 */
record TuneReport(Map<String, String> facts, Findings findings, String settingsFile) {
  /** The data, or a resource: by their names in double braces. */
  private static final Pattern PLACE = Pattern.compile("\\{\\{([\\w./-]+)}}");

  record Titled(String title, Table table) {}

  record Figure(Spread spread, List<Double> rounds) {}

  /**
   * A trial.
   *
   * @param setting that it changes alone; null for none
   */
  record Shown(
      Tier tier,
      String trial,
      Factor setting,
      String level,
      boolean keptUp,
      Map<Measure, Figure> figures) {}

  record Data(
      List<String> answers,
      List<Influence> influences,
      List<Shown> trials,
      Map<Factor, String> recommended,
      Map<Factor, String> usual,
      List<Titled> tables,
      Map<String, String> facts) {}

  String text() {
    List<Object> blocks = new ArrayList<>();
    blocks.add(String.join("\n", answers()));
    tables().forEach(table -> blocks.add(table.title() + "\n" + table.table().text()));
    return BenchReport.text(blocks, facts);
  }

  Data data() {
    return new Data(
        answers(),
        findings.influences(),
        findings.tiers().stream()
            .flatMap(tier -> findings.trials(tier).stream())
            .map(this::shown)
            .toList(),
        Recommendation.of(findings).confirmed(findings).levels(),
        Configuration.USUAL.levels(),
        tables(),
        facts);
  }

  private Shown shown(Trial trial) {
    Map<Measure, Figure> figures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.of(trial.tier())) {
      findings
          .comparison(trial, measure)
          .map(comparison -> comparison.figures(trial))
          .ifPresent(rounds -> figures.put(measure, new Figure(Spread.of(rounds), rounds)));
    }
    return new Shown(
        trial.tier(),
        trial.name(),
        trial.factor().orElse(null),
        trial.factor().map(trial.configuration()::level).orElse(trial.name()),
        findings.keptUp(trial),
        figures);
  }

  /** Which settings to take, after what is not certain yet; the table shows which matter. */
  private List<String> answers() {
    if (findings.tiers().isEmpty()) {
      return List.of("Nothing is measured yet.");
    }
    List<String> lines = new ArrayList<>();
    findings.tiers().forEach(tier -> findings.reservation(tier).ifPresent(lines::add));
    if (!findings.influences().isEmpty()) {
      Recommendation recommendation = Recommendation.of(findings);
      String changes =
          recommendation.changes().entrySet().stream()
              .map(change -> change.getKey() + "=" + change.getValue().level())
              .collect(Collectors.joining(", "));
      lines.add(
          "Which settings to take? %s%s ./sfcalls up --fresh --settings %s"
              .formatted(
                  changes.isEmpty() ? "" : changes + ". ",
                  recommendation.confirmation(findings),
                  settingsFile));
    }
    return lines;
  }

  private List<Titled> tables() {
    List<Titled> tables = new ArrayList<>();
    if (!findings.influences().isEmpty()) {
      tables.add(
          new Titled(
              "What matters: the best level of each setting against its worst, with 95 % interval",
              Table.of(findings.influences())
                  .text("tier", one -> one.tier().toString())
                  .text("measure", one -> one.measure().title())
                  .text("setting", one -> one.setting().toString())
                  .text("best", Influence::best)
                  .text("worst", Influence::worst)
                  .number("times better", one -> one.times().times())
                  .number("95 %", one -> one.times().interval())
                  .text("clear", one -> one.times().isClear() ? "yes" : "no")
                  .build()));
    }
    if (!OriginalTest.in(findings).isEmpty()) {
      tables.add(new Titled("The original's figures and those of this run", original()));
    }
    for (Tier tier : findings.tiers()) {
      tables.add(
          new Titled(
              "All trials of %s: medians, ratios to the usual settings with 95 %% interval"
                  .formatted(tier),
              trials(findings.trials(tier))));
    }
    return tables;
  }

  private Table original() {
    return Table.of(OriginalTest.in(findings))
        .text("test", OriginalTest::name)
        .number("shuffle partitions", OriginalTest::shufflePartitions)
        .number("parallelism", OriginalTest::parallelism)
        .number("original: rows/s", OriginalTest::rate)
        .number("original: a batch", OriginalTest::batch)
        .number("here: calls/s", test -> median(test.trial(), Measure.THROUGHPUT))
        .number("of test 1 (95 %)", test -> test.ofFirst(findings).map(Effect::toString).orElse(""))
        .number("batch p50 ms", test -> median(test.trial(), Measure.BACKLOG_BATCH_P50))
        .number("batch p99 ms", test -> median(test.trial(), Measure.BACKLOG_BATCH_P99))
        .build();
  }

  private Table trials(List<Trial> trials) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("calls/s", Measure.THROUGHPUT);
    measures.put("p50 ms", Measure.LATENCY_P50);
    measures.put("p99 ms", Measure.LATENCY_P99);
    Table.Builder<Trial> table = Table.of(trials).text("trial", Trial::name);
    measures.forEach(
        (header, measure) ->
            table
                .number(header, trial -> median(trial, measure))
                .number("of usual", trial -> ofUsual(trial, measure)));
    return table
        .number("batch p50 ms", trial -> median(trial, Measure.BATCH_P50))
        .number("backlog's", trial -> median(trial, Measure.BACKLOG_BATCH_P50))
        .number("CPU µs/call", trial -> median(trial, Measure.CPU))
        .number("stored B/call", trial -> median(trial, Measure.STORED))
        .text("kept up", trial -> findings.keptUp(trial) ? "yes" : "no: at least")
        .build();
  }

  private String median(Trial trial, Measure measure) {
    return findings.spread(trial, measure).map(spread -> measure.text(spread.median())).orElse("");
  }

  private String ofUsual(Trial trial, Measure measure) {
    return trial.isUsual()
        ? ""
        : findings
            .gain(trial, measure)
            .map(gain -> (measure.moreIsBetter() ? gain : gain.inverse()).toString())
            .orElse("");
  }

  /** The run as one HTML file with answers, plots and tables, which loads nothing. */
  String html() {
    // Nothing in it can end the script that holds it.
    String json = Json.text(data(), false).replace("<", "\\u003c");
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    place.group(1).equals("data") ? json : resource(place.group(1))));
  }

  private static String resource(String name) {
    try (InputStream file = TuneReport.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read", e);
    }
  }
}
