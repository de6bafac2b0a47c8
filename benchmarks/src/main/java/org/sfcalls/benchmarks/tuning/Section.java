package org.sfcalls.benchmarks.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of one part of a report. */
record Section(String title, List<Table> tables) {

  /** All tables of a run, tier by tier. */
  static List<Section> of(Findings findings) {
    Tables tables = new Tables(findings);
    List<Section> sections = new ArrayList<>();
    if (!OriginalTest.in(findings).isEmpty()) {
      sections.add(new Section("The original beside this run", List.of(tables.original())));
    }
    for (Tier tier : findings.tiers()) {
      sections.add(new Section(title(tier), tables.of(tier)));
    }
    return sections;
  }

  /** A tier as a heading. */
  static String title(Tier tier) {
    String name = tier.toString();
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
