package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run says, in words: how each setting changed throughput and latency, which settings matter
 * most, and what to take.
 *
 * @param findings what the words are made of
 * @param settingsFile where the recommended settings are
 */
record Answers(TuneContext context, Findings findings, String settingsFile) {

  /** What the two questions are about. */
  static final List<Measure> ANSWERED =
      List.of(Measure.THROUGHPUT, Measure.LATENCY_P50, Measure.LATENCY_P99);

  /** How many settings are said to matter most. */
  private static final int MOST = 3;

  /** The questions with their answers. */
  List<Answer> all() {
    if (findings.tiers().isEmpty()) {
      return List.of(
          new Answer("What was measured?", List.of(new Answer.Part("", List.of("Nothing yet.")))));
    }
    return OriginalTest.in(findings).isEmpty()
        ? List.of(
            new Answer("How did each setting change throughput and latency?", effects()),
            new Answer("Which settings matter most?", whatMatters()),
            new Answer("Which settings to take?", List.of(recommendation())))
        : List.of(
            new Answer("How did each test change throughput and batch duration?", original()),
            new Answer("Which settings matter most?", whatMattersInOriginal()));
  }

  // How much there is to tell from.

  private List<Answer.Part> effects() {
    List<Answer.Part> parts = new ArrayList<>();
    parts.add(new Answer.Part("", rounds()));
    for (Tier tier : findings.tiers()) {
      List<String> sentences = new ArrayList<>();
      for (Factor factor : Factor.of(tier)) {
        effects(tier, factor).ifPresent(sentences::add);
      }
      if (sentences.isEmpty()) {
        sentences.add("No setting was measured at two levels yet.");
      }
      parts.add(new Answer.Part(Section.capital(tier.toString()), sentences));
    }
    return parts;
  }

  private List<String> rounds() {
    List<String> sentences = new ArrayList<>();
    for (Tier tier : findings.tiers()) {
      int rounds = findings.rounds(tier);
      if (rounds < context.rounds() || findings.isLastRoundPartial(tier)) {
        sentences.add(
            "%s: %d of %s %s measured%s, so there is less to tell from."
                .formatted(
                    Section.capital(tier.toString()),
                    rounds,
                    count(context.rounds(), "round"),
                    rounds == 1 ? "was" : "were",
                    findings.isLastRoundPartial(tier) ? ", the last in part" : ""));
      }
    }
    if (findings.tiers().stream().allMatch(tier -> findings.rounds(tier) == 1)) {
      sentences.add("With one round nothing can be told from chance.");
    } else {
      sentences.add(
          "What follows a ratio is its 95 %% interval; %s."
              .formatted(
                  findings.tiers().stream()
                      .map(tier -> tier + " has " + count(findings.rounds(tier), "round"))
                      .collect(Collectors.joining(", "))));
    }
    return sentences;
  }

  // Setting by setting.

  private Optional<String> effects(Tier tier, Factor factor) {
    List<Influence> influences =
        ANSWERED.stream().flatMap(measure -> influence(tier, factor, measure).stream()).toList();
    if (influences.isEmpty()) {
      return Optional.empty();
    }
    List<String> clauses = new ArrayList<>();
    influences.stream()
        .filter(influence -> influence.effect().isClear())
        .map(influence -> influence.measure().title() + " " + bestAndWorst(influence))
        .forEach(clauses::add);
    List<String> unclear =
        influences.stream()
            .filter(influence -> !influence.effect().isClear())
            .map(influence -> influence.measure().title() + " (" + bestAndWorst(influence) + ")")
            .toList();
    if (!unclear.isEmpty()) {
      clauses.add("no difference that can be told from chance in " + list(unclear));
    }
    List<Trial> levels = Trials.levels(tier, factor, findings.trials(tier));
    String sentence =
        "%s (%s): %s."
            .formatted(
                Section.capital(factor.title()),
                list(levels.stream().map(trial -> level(factor, trial)).toList()),
                String.join("; ", clauses));
    return Optional.of(sentence + fellBehind(factor, levels));
  }

  private Optional<Influence> influence(Tier tier, Factor factor, Measure measure) {
    return findings.influences(tier, measure).stream()
        .filter(influence -> influence.factor() == factor)
        .findFirst();
  }

  private String bestAndWorst(Influence influence) {
    boolean moreIsBetter = influence.measure().moreIsBetter();
    return "%s with %s, %s with %s: %s%s times as %s%s"
        .formatted(
            moreIsBetter ? "best" : "shortest",
            influence.bestLevel(),
            moreIsBetter ? "worst" : "longest",
            influence.worstLevel(),
            atLeast(influence),
            influence.effect().times(),
            muchOrLong(influence.measure()),
            interval(influence.effect()));
  }

  /** The latency of what fell behind is as long as the measurement, and would have grown on. */
  private String atLeast(Influence influence) {
    return !influence.measure().moreIsBetter()
            && findings.keptUp(influence.best())
            && !findings.keptUp(influence.worst())
        ? "at least "
        : "";
  }

  private String fellBehind(Factor factor, List<Trial> levels) {
    List<String> behind =
        levels.stream()
            .filter(trial -> !findings.keptUp(trial))
            .map(trial -> trial.configuration().level(factor))
            .toList();
    return behind.isEmpty()
        ? ""
        : " With %s live calls came faster than they were done: %s at least as long as measured."
            .formatted(list(behind), behind.size() == 1 ? "its latency is" : "their latencies are");
  }

  private static String level(Factor factor, Trial trial) {
    String level = trial.configuration().level(factor);
    return level.equals(factor.usual()) ? level + " as usual" : level;
  }

  // What matters.

  private List<Answer.Part> whatMatters() {
    List<Answer.Part> parts = new ArrayList<>();
    for (Tier tier : findings.tiers()) {
      List<String> sentences =
          ANSWERED.stream()
              .filter(measure -> !findings.comparison(tier, measure).trials().isEmpty())
              .map(measure -> whatMatters(tier, measure))
              .toList();
      parts.add(new Answer.Part(Section.capital(tier.toString()), sentences));
    }
    parts.add(
        new Answer.Part(
            "",
            List.of(
                "The influence of a setting is that of its best level against its worst, so it"
                    + " depends on the levels that were tried.")));
    return parts;
  }

  private String whatMatters(Tier tier, Measure measure) {
    List<Influence> influences = findings.influences(tier, measure);
    List<Influence> clear =
        influences.stream().filter(influence -> influence.effect().isClear()).toList();
    String about = Section.capital(measure.title());
    if (clear.isEmpty()) {
      return about + ": no setting made a difference that can be told from chance.";
    }
    if (clear.size() == 1) {
      return "%s: only %s made a difference that can be told from chance, %s."
          .formatted(about, clear.get(0).factor().title(), size(clear.get(0)));
    }
    List<Influence> most = clear.subList(0, Math.min(MOST, clear.size()));
    StringBuilder said =
        new StringBuilder(
            "%s: %s matters most, %s"
                .formatted(about, most.get(0).factor().title(), size(most.get(0))));
    for (Influence next : most.subList(1, most.size())) {
      said.append("; then %s, %s".formatted(next.factor().title(), size(next)));
    }
    if (clear.size() > MOST) {
      said.append("; clear but smaller: ")
          .append(
              list(
                  clear.subList(MOST, clear.size()).stream()
                      .map(influence -> influence.factor().title() + " " + influence.effect())
                      .toList()));
    }
    return said.append('.').toString();
  }

  private String size(Influence influence) {
    return "%s%s times between %s (worst) and %s (best)%s"
        .formatted(
            atLeast(influence),
            influence.effect().times(),
            influence.worstLevel(),
            influence.bestLevel(),
            interval(influence.effect()));
  }

  // What to take.

  private Answer.Part recommendation() {
    Recommendation recommendation = findings.recommendation();
    List<String> sentences = new ArrayList<>();
    if (recommendation.isUsual()) {
      sentences.add(
          Stream.of(Tier.values()).noneMatch(tier -> findings.rounds(tier) > 1)
              ? "The usual ones: with one round no other can be told from chance to be better."
              : "The usual ones: no other level was clearly better in throughput or latency p50, by 5 % or"
                  + " more, without being clearly worse in something.");
    } else {
      recommendation.changes().forEach((factor, change) -> sentences.add(change(factor, change)));
      for (Tier tier : findings.tiers()) {
        if (!recommendation.configuration().changes(Configuration.USUAL, tier).isEmpty()) {
          whole(tier).ifPresent(sentences::add);
        }
      }
      sentences.add(decision());
    }
    sentences.add(
        findings.confirmed().isUsual()
            ? "`./sfcalls up --fresh` runs with them."
            : "To use them: `./sfcalls up --fresh --settings %s`".formatted(settingsFile));
    return new Answer.Part("", sentences);
  }

  private static String change(Factor factor, Recommendation.Change change) {
    return "%s %s instead of %s: in %s by itself %s."
        .formatted(
            Section.capital(factor.title()),
            change.level(),
            factor.usual(),
            change.tier(),
            compared(change.measure(), change.reason()));
  }

  /** A gain over another configuration as what is measured: less latency is fewer times as long. */
  private static String compared(Measure measure, Effect gain) {
    Effect effect = measure.moreIsBetter() ? gain : gain.inverse();
    return measure.moreIsBetter()
        ? "%s times the %s%s".formatted(effect.times(), measure.title(), interval(effect))
        : "%s %s times as %s%s"
            .formatted(measure.title(), effect.times(), muchOrLong(measure), interval(effect));
  }

  private static String interval(Effect effect) {
    return effect.hasInterval() ? ", " + effect.interval() : "";
  }

  private Optional<String> whole(Tier tier) {
    List<String> clauses = new ArrayList<>();
    for (Measure measure : Recommendation.LIMITS) {
      findings
          .gainOfRecommended(tier, measure)
          .map(
              gain ->
                  compared(measure, gain) + (gain.isClear() ? "" : " (can't be told from chance)"))
          .ifPresent(clauses::add);
    }
    return clauses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "All at once against the usual ones, in %s: %s."
                .formatted(tier, String.join("; ", clauses)));
  }

  private String decision() {
    return switch (findings.confirmation()) {
      case BETTER -> "So together, too, they are better than the usual ones.";
      case NOT_BETTER -> "Together they are clearly better in nothing, so the usual ones stay.";
      case WORSE ->
          "Together they are clearly worse in %s, so the usual ones stay.".formatted(worseIn());
      case NOT_MEASURED ->
          "They were not measured together yet, and settings may work on each other.";
      case NOTHING_TO_CONFIRM -> throw new IllegalStateException("there is no change");
    };
  }

  private String worseIn() {
    List<String> all = new ArrayList<>();
    for (Tier tier : findings.tiers()) {
      for (Measure measure : Recommendation.LIMITS) {
        if (findings
            .gainOfRecommended(tier, measure)
            .filter(Recommendation::speaksAgainst)
            .isPresent()) {
          all.add(measure.title() + " of " + tier);
        }
      }
    }
    return all.isEmpty() ? "keeping up with live calls" : list(all);
  }

  // The original's tests.

  private List<Answer.Part> original() {
    List<Answer.Part> parts = new ArrayList<>();
    parts.add(new Answer.Part("", rounds()));
    for (OriginalTest test : OriginalTest.in(findings)) {
      parts.add(
          new Answer.Part(Section.capital(test.name()) + ": " + test.title(), original(test)));
    }
    return parts;
  }

  private List<String> original(OriginalTest test) {
    List<String> here = new ArrayList<>();
    findings
        .spread(test.trial(), Measure.THROUGHPUT)
        .ifPresent(
            spread ->
                here.add(
                    Measure.THROUGHPUT.text(spread.median())
                        + " calls/s"
                        + (test.isFirst() ? "" : ofBase(test))));
    Stream.of(Measure.BACKLOG_BATCH_P50, Measure.BACKLOG_BATCH_P99)
        .forEach(
            measure ->
                findings
                    .spread(test.trial(), measure)
                    .ifPresent(
                        spread ->
                            here.add(
                                "%s %s ms"
                                    .formatted(measure.title(), measure.text(spread.median())))));
    return List.of(
        here.isEmpty() ? "Here: not measured yet." : "Here: " + String.join("; ", here) + ".",
        "The original: " + test.told() + ".");
  }

  private String ofBase(OriginalTest test) {
    return findings
        .ofOriginal(test, test.base(), Measure.THROUGHPUT)
        .map(
            effect ->
                " (%s times those of %s%s%s)"
                    .formatted(
                        effect.times(),
                        test.comparedWith(),
                        interval(effect),
                        effect.isClear() ? "" : "; can't be told from chance"))
        .orElse("");
  }

  private List<Answer.Part> whatMattersInOriginal() {
    List<OriginalTest> tests = OriginalTest.in(findings);
    Comparison throughput = findings.comparison(Tier.ANALYTICS, Measure.THROUGHPUT);
    List<String> sentences = new ArrayList<>();
    tests.stream()
        .map(OriginalTest::trial)
        .filter(throughput::has)
        .max((one, other) -> Double.compare(throughput.mean(one), throughput.mean(other)))
        .flatMap(best -> OriginalTest.of(best.name()))
        .ifPresent(
            best ->
                sentences.add(
                    "Most throughput here: %s (%s); in the original: original-3 (5 shuffle partitions)."
                        .formatted(best.name(), best.title())));
    sentences.add(
        "These tests change the shuffle partitions and, in the last, the parallelism;"
            + " `./sfcalls tune` measures every setting by itself.");
    return List.of(new Answer.Part("", sentences));
  }

  // Words.

  private static String muchOrLong(Measure measure) {
    return measure.unit().equals("ms") ? "long" : "much";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code a, b and c}. */
  private static String list(List<String> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : String.join(", ", parts.subList(0, parts.size() - 1))
            + " and "
            + parts.get(parts.size() - 1);
  }
}
