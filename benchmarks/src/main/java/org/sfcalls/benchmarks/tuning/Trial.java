package org.sfcalls.benchmarks.tuning;

import java.util.List;

/**
 * A configuration of a tier that is measured in every round.
 *
 * @param name what it is about: {@value #USUAL}, {@code SETTING=LEVEL}, {@value #RECOMMENDED}, or
 *     the name of a preset's test
 */
record Trial(Tier tier, String name, Configuration configuration) {

  /** The configuration that the others are compared with. */
  static final String USUAL = "usual";

  /** Everything at once that was found better by itself. */
  static final String RECOMMENDED = "recommended";

  /** The configuration that all others are compared with. */
  static Trial usual(Tier tier) {
    return new Trial(tier, USUAL, Configuration.USUAL);
  }

  /** One setting changed. */
  static Trial of(Tier tier, Factor factor, String level) {
    return new Trial(tier, factor + "=" + level, Configuration.USUAL.with(factor, level));
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
