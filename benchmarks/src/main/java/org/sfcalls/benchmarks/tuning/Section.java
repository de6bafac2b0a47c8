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
      sections.add(new Section(capital(tier.toString()), tables.of(tier)));
    }
    return sections;
  }

  /** A text with a capital at its beginning. */
  static String capital(String text) {
    // What is written small on purpose, as batch.size is, stays so.
    boolean isName = text.contains(".") || !text.toLowerCase(Locale.ROOT).equals(text);
    return isName ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
