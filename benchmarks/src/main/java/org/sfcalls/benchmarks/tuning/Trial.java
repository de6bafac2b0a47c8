package org.sfcalls.benchmarks.tuning;

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

  /** The configuration that the others are compared with. */
  static final String USUAL = "usual";

  /** Everything at once that was found better by itself. */
  static final String RECOMMENDED = "recommended";

  Trial {
    configuration = configuration.of(tier);
  }

  /** The configuration that all others are compared with. */
  static Trial usual(Tier tier) {
    return new Trial(tier, USUAL, Configuration.USUAL);
  }

  /** One setting changed. */
  static Trial of(Tier tier, Factor factor, String level) {
    return new Trial(tier, factor + "=" + level, Configuration.USUAL.with(factor, level));
  }

  boolean isUsual() {
    return name.equals(USUAL);
  }

  boolean isRecommended() {
    return name.equals(RECOMMENDED);
  }

  /** The setting that it changes alone. */
  Optional<Factor> factor() {
    return Factor.of(tier).stream().filter(factor -> name.startsWith(factor + "=")).findFirst();
  }

  /** What differs from the usual configuration. */
  List<String> changes() {
    return configuration.changes(Configuration.USUAL, tier);
  }

  @Override
  public String toString() {
    return tier + " " + name;
  }
}
