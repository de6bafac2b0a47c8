package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The figures of a run as tables.
 *
 * @param findings what they are made of
 */
record Tables(Findings findings) {

  /** The tables of a tier. */
  List<Table> of(Tier tier) {
    List<Trial> trials = Trials.sorted(tier, findings.trials(tier));
    List<Table> tables = new ArrayList<>();
    tables.add(backlog(tier, trials));
    if (!findings.comparison(tier, Measure.LATENCY_P50).trials().isEmpty()) {
      tables.add(live(tier, trials));
    }
    if (!influences(tier).isEmpty()) {
      tables.add(influence(tier));
    }
    return tables;
  }

  /** Each of the original's tests with its figures and those of this run. */
  Table original() {
    List<OriginalTest> tests = OriginalTest.in(findings);
    return new Table.Builder<>("The original's figures beside those of this run", tests)
        .text("test", OriginalTest::name)
        .text("what it sets", OriginalTest::title)
        .number("original: rows/s", OriginalTest::rateText)
        .number(
            "of test 1",
            test ->
                test.ofFirst().isPresent()
                    ? String.format(Locale.US, "%.1f", test.ofFirst().getAsDouble())
                    : "")
        .number("original: a batch", OriginalTest::batchText)
        .number("here: calls/s", test -> median(test.trial(), Measure.THROUGHPUT))
        .number("range", test -> range(test.trial(), Measure.THROUGHPUT))
        .number("of test 1 (95 %)", this::ofFirst)
        .number("batch p50 ms", test -> median(test.trial(), Measure.BACKLOG_BATCH_P50))
        .number("batch p99 ms", test -> median(test.trial(), Measure.BACKLOG_BATCH_P99))
        .build();
  }

  private String ofFirst(OriginalTest test) {
    return OriginalTest.ALL.get(0).name().equals(test.name())
        ? ""
        : findings
            .ofOriginal(test, OriginalTest.ALL.get(0), Measure.THROUGHPUT)
            .map(Effect::toString)
            .orElse("");
  }

  private Table backlog(Tier tier, List<Trial> trials) {
    return new Table.Builder<>("Draining a backlog", trials)
        .text("trial", Trial::name)
        .number("calls/s", trial -> median(trial, Measure.THROUGHPUT))
        .number("range", trial -> range(trial, Measure.THROUGHPUT))
        .number("of usual (95 %)", trial -> ofUsual(trial, Measure.THROUGHPUT))
        .number("batch p50 ms", trial -> median(trial, Measure.BACKLOG_BATCH_P50))
        .number("batch p99 ms", trial -> median(trial, Measure.BACKLOG_BATCH_P99))
        .number("CPU µs/call", trial -> median(trial, Measure.CPU))
        .number("stored B/call", trial -> median(trial, Measure.STORED))
        .number("rounds", trial -> Integer.toString(rounds(tier, trial)))
        .build();
  }

  private Table live(Tier tier, List<Trial> trials) {
    return new Table.Builder<>("Live calls: latency, and duration of batches", trials)
        .text("trial", Trial::name)
        .number("p50 ms", trial -> median(trial, Measure.LATENCY_P50))
        .number("range", trial -> range(trial, Measure.LATENCY_P50))
        .number("of usual (95 %)", trial -> ofUsual(trial, Measure.LATENCY_P50))
        .number("p99 ms", trial -> median(trial, Measure.LATENCY_P99))
        .number("range", trial -> range(trial, Measure.LATENCY_P99))
        .number("of usual (95 %)", trial -> ofUsual(trial, Measure.LATENCY_P99))
        .number("batch p50 ms", trial -> median(trial, Measure.BATCH_P50))
        .number("batch p99 ms", trial -> median(trial, Measure.BATCH_P99))
        .text(
            "kept up",
            trial ->
                !findings.comparison(tier, Measure.LATENCY_P50).has(trial)
                    ? ""
                    : findings.keptUp(trial) ? "yes" : "no: at least")
        .build();
  }

  private List<Influence> influences(Tier tier) {
    List<Influence> all = new ArrayList<>();
    for (Measure measure : Answers.ANSWERED) {
      all.addAll(findings.influences(tier, measure));
    }
    return all;
  }

  private Table influence(Tier tier) {
    return new Table.Builder<>(
            "What matters: the best level of each setting against its worst", influences(tier))
        .text("measure", influence -> influence.measure().title())
        .text("setting", influence -> influence.factor().toString())
        .text("best", Influence::bestLevel)
        .text("worst", Influence::worstLevel)
        .number("times", influence -> influence.effect().times())
        .number("95 % interval", influence -> influence.effect().interval())
        .text("clear", influence -> influence.effect().isClear() ? "yes" : "no")
        .build();
  }

  private int rounds(Tier tier, Trial trial) {
    Comparison throughput = findings.comparison(tier, Measure.THROUGHPUT);
    return throughput.has(trial) ? throughput.figures(trial).size() : 0;
  }

  private String median(Trial trial, Measure measure) {
    return findings.spread(trial, measure).map(spread -> measure.text(spread.median())).orElse("");
  }

  private String range(Trial trial, Measure measure) {
    return findings
        .spread(trial, measure)
        // One figure has no range.
        .filter(spread -> spread.min() < spread.max())
        .map(spread -> measure.text(spread.min()) + "–" + measure.text(spread.max()))
        .orElse("");
  }

  private String ofUsual(Trial trial, Measure measure) {
    Optional<Effect> gain = findings.gain(trial, measure);
    return gain.map(effect -> measure.moreIsBetter() ? effect : effect.inverse())
        .map(Effect::toString)
        .orElse("");
  }
}
