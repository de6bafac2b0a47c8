package org.sfcalls.sandbox.account;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Whether every call is accounted for: the figures, and each equation that must hold between them.
 *
 * @param figures what was found
 * @param windowsPerCall windows that a call falls in: their size over their slide
 * @param checks the equations, in reading order
 */
public record Account(Figures figures, int windowsPerCall, List<Check> checks) {
  public Account {
    checks = List.copyOf(checks);
  }

  /** One equation: what must be and what is. */
  public record Check(String name, long expected, long found) {
    /** Found less expected: above zero is too many, below is missing. */
    public long difference() {
      return found - expected;
    }

    /** Whether the equation holds. */
    public boolean holds() {
      return difference() == 0;
    }
  }

  /**
   * The account of these figures.
   *
   * @param windowsPerCall at least 1
   */
  public static Account of(Figures figures, int windowsPerCall) {
    if (windowsPerCall < 1) {
      throw new IllegalArgumentException("windowsPerCall=" + windowsPerCall + ": at least 1");
    }
    Figures.Ledger ledger = figures.ledger();
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "raw = clean + rejected + repeated",
            figures.raw(),
            figures.clean() + figures.rejectedTotal() + ledger.repeated()));
    checks.add(new Check("ledger: all of raw", figures.raw(), ledger.total()));
    checks.add(new Check("ledger: clean", figures.clean(), ledger.clean()));
    TreeSet<String> reasons = new TreeSet<>(figures.rejected().keySet());
    reasons.addAll(ledger.rejected().keySet());
    for (String reason : reasons) {
      checks.add(
          new Check(
              "ledger: rejected, " + reason,
              figures.rejected().getOrDefault(reason, 0L),
              ledger.rejected().getOrDefault(reason, 0L)));
    }
    figures
        .strayed()
        .forEach((source, count) -> checks.add(new Check("dead letters of " + source, 0, count)));
    checks.add(
        new Check(
            windowsPerCall + " windows a decoded call = counted + late",
            windowsPerCall * (figures.clean() - figures.undecodableTotal()),
            figures.counted() + figures.late()));
    return new Account(figures, windowsPerCall, checks);
  }

  /** Whether every equation holds. */
  public boolean balanced() {
    return checks.stream().allMatch(Check::holds);
  }
}
