package org.sfcalls.benchmarks.report;

import java.util.List;

/** A figure that is to be below a limit. */
public record Limit(String name, String format, double found, double limit) {

  public boolean isMet() {
    return found < limit;
  }

  public static Table.Builder<Limit> table(List<Limit> limits) {
    return Table.of(limits)
        .text("figure", Limit::name)
        .number("found", each -> each.format.formatted(each.found))
        .number("below", each -> each.format.formatted(each.limit))
        .text("met", each -> each.isMet() ? "yes" : "no");
  }
}
