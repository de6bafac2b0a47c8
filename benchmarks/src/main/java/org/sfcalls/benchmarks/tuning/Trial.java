package org.sfcalls.benchmarks.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A configuration of a tier that is measured in every round.
 *
 * @param name what it is about: {@value #USUAL}, {@code SETTING=LEVEL}, {@value #RECOMMENDED}, or
 *     the name of a preset's test
 * @param configuration usual in all that does not concern the tier
 */
record Trial(Tier tier, String name, Configuration configuration) {
  static final String USUAL = "usual";
  static final String RECOMMENDED = "recommended";

  Trial {
    configuration = configuration.of(tier);
  }

  static Trial usual(Tier tier) {
    return new Trial(tier, USUAL, Configuration.USUAL);
  }

  static Trial of(Tier tier, Factor factor, String level) {
    return new Trial(tier, factor + "=" + level, Configuration.USUAL.with(factor, level));
  }

  boolean isUsual() {
    return name.equals(USUAL);
  }

  boolean isRecommended() {
    return name.equals(RECOMMENDED);
  }

  Optional<Factor> factor() {
    return Factor.of(tier).stream().filter(one -> name.startsWith(one + "=")).findFirst();
  }

  List<String> changes() {
    return configuration.changes(tier);
  }

  /**
   * The order in which a tier's trials are shown: the usual one, setting by setting, those with
   * other names, the recommended one. Shorter names come first, as smaller numbers do.
   */
  static List<Trial> sorted(List<Trial> trials) {
    return trials.stream()
        .sorted(
            Comparator.comparingInt(Trial::place)
                .thenComparing(trial -> trial.name().length())
                .thenComparing(Trial::name))
        .toList();
  }

  private int place() {
    int last = Factor.values().length;
    return isUsual() ? -1 : isRecommended() ? last + 1 : factor().map(Factor::ordinal).orElse(last);
  }

  @Override
  public String toString() {
    return tier + " " + name;
  }
}
