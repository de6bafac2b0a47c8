package org.sfcalls.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.sfcalls.access.PayloadText;

/**
 * Whether every call is accounted for: the figures, and each equation that must hold between them.
 *
 * <p>The equations are here and nowhere else. An audit and the page show the same ones over figures
 * of their own.
 *
 * @param figures what was found, in reading order
 *     <p>That an account balances does not say that it is of use: where most records were rejected,
 *     every one of them is accounted for.
 * @param figures what was found, in reading order
 * @param checks the equations, in reading order
 * @param concern what is wrong though every equation may hold; empty for nothing
 */
public record Account(List<Figure> figures, List<Check> checks, Optional<String> concern) {
  public Account {
    figures = List.copyOf(figures);
    checks = List.copyOf(checks);
  }

  /**
   * The account of what is on the topics.
   *
   * @param windowsPerCall windows that a call is in, at least 1: their size over their slide
   */
  public static Account of(Figures figures, int windowsPerCall) {
    List<Check> checks = outcomes(figures);
    checks.add(pairs(figures, windowsPerCall, atLeastOne(windowsPerCall) * figures.decoded()));
    return new Account(lines(figures), checks, concern(figures.raw(), figures.rejected()));
  }

  /**
   * The account of what is on the topics, held against what the calls themselves add up to.
   *
   * @param windowsPerCall windows that a call is in, at least 1
   */
  public static Account of(Figures figures, Recomputed recomputed, int windowsPerCall) {
    List<Check> checks = outcomes(figures);
    checks.add(
        new Check(
            "undecodable records that are kept",
            recomputed.undecodable(),
            Figures.sum(figures.undecodable())));
    checks.add(pairs(figures, atLeastOne(windowsPerCall), recomputed.pairsDue()));
    checks.add(new Check("totals that differ", 0, recomputed.differing()));
    checks.add(new Check("late pairs without a call", 0, recomputed.lateWithoutCall()));
    checks.add(new Check("undecodable counts and late pairs", 0, recomputed.unreadable()));
    return new Account(lines(figures), checks, concern(figures.raw(), figures.rejected()));
  }

  /**
   * The account of a batch.
   *
   * @param windowsPerCall windows that a call is in, at least 1
   */
  public static Account of(BatchFigures batch, int windowsPerCall) {
    List<Figure> lines = new ArrayList<>();
    lines.add(Figure.of("read", batch.read()));
    lines.add(Figure.of("valid", batch.valid()));
    lines.add(Figure.of("repeated", batch.repeated()));
    lines.add(Figure.byReason("rejected", batch.rejected()));
    lines.add(Figure.byReason("undecodable", batch.undecodable()));
    lines.add(Figure.of("windows counted", batch.counted()));
    lines.add(Figure.of("totals", batch.totals()));
    return new Account(
        lines,
        List.of(
            new Check(
                windowsPerCall + " x valid calls = counted",
                atLeastOne(windowsPerCall) * batch.valid(),
                batch.counted())),
        concern(batch.read(), batch.rejected()));
  }

  private static Optional<String> concern(long read, SortedMap<String, Long> rejected) {
    long refused = Figures.sum(rejected);
    if (refused * 2 <= read) {
      return Optional.empty();
    }
    String reason =
        rejected.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElseThrow();
    return Optional.of(
        String.format(
            Locale.US,
            "%,d of %,d records were rejected, most for %s: is the input police calls in a form that"
                + " ingest knows? './sfcalls rejected' shows each fault",
            refused,
            read,
            PayloadText.of(reason)));
  }

  private static List<Figure> lines(Figures figures) {
    List<Figure> lines = new ArrayList<>();
    lines.add(Figure.of("raw", figures.raw()));
    if (figures.unseen().deleted() > 0) {
      lines.add(Figure.of("deleted from raw", figures.unseen().deleted()));
    }
    lines.add(Figure.of("clean", figures.clean()));
    lines.add(Figure.byReason("rejected", figures.rejected()));
    lines.add(Figure.of("repeated", figures.ledger().repeated()));
    if (figures.ledger().lost() > 0) {
      lines.add(Figure.of("lost", figures.ledger().lost()));
    }
    lines.add(Figure.byReason("undecodable", figures.undecodable()));
    lines.add(Figure.of("windows counted", figures.counted()));
    lines.add(Figure.of("late", figures.late()));
    if (!figures.unreadable().isEmpty()) {
      lines.add(Figure.byReason("unreadable", figures.unreadable()));
    }
    return lines;
  }

  /** Each raw record has exactly one outcome, and the ledger says the same as the topics. */
  private static List<Check> outcomes(Figures figures) {
    Ledger ledger = figures.ledger();
    List<Check> checks = new ArrayList<>();
    long raw = figures.raw() + figures.unseen().deleted();
    checks.add(
        new Check(
            (figures.unseen().deleted() > 0 ? "raw + deleted" : "raw")
                + " = clean + rejected + repeated"
                + (ledger.lost() > 0 ? " + lost" : ""),
            raw,
            figures.clean() + Figures.sum(figures.rejected()) + ledger.repeated() + ledger.lost()));
    checks.add(new Check("ledger: all of raw", raw, ledger.total()));
    if (ledger.lost() > 0) {
      checks.add(new Check("deleted before ingest read them", 0, ledger.lost()));
    }
    if (figures.unseen().held() > 0) {
      checks.add(new Check("raw behind an open transaction", 0, figures.unseen().held()));
    }
    checks.add(new Check("ledger: clean", figures.clean(), ledger.clean()));
    SortedMap<String, Long> found = figures.rejected();
    TreeSet<String> reasons = new TreeSet<>(found.keySet());
    reasons.addAll(ledger.rejected().keySet());
    for (String reason : reasons) {
      checks.add(
          new Check(
              "ledger: rejected, " + reason,
              found.getOrDefault(reason, 0L),
              ledger.rejected().getOrDefault(reason, 0L)));
    }
    for (Map.Entry<String, Long> strayed : figures.strayed().entrySet()) {
      checks.add(new Check("dead letters of " + strayed.getKey(), 0, strayed.getValue()));
    }
    return checks;
  }

  /** Each decoded call is counted or late in each of its windows. */
  private static Check pairs(Figures figures, int windowsPerCall, long due) {
    return new Check(
        windowsPerCall + " x decoded calls = counted + late",
        due,
        figures.counted() + figures.late());
  }

  private static int atLeastOne(int windowsPerCall) {
    if (windowsPerCall < 1) {
      throw new IllegalArgumentException("windowsPerCall=" + windowsPerCall + ": at least 1");
    }
    return windowsPerCall;
  }

  /** Whether every equation holds. */
  public boolean balanced() {
    return failed() == 0;
  }

  /** How many equations do not hold. */
  public long failed() {
    return checks.stream().filter(check -> !check.holds()).count();
  }

  /** Whether every equation holds and nothing else is wrong. */
  public boolean good() {
    return balanced() && concern.isEmpty();
  }

  /** The verdict in one line. */
  public String verdict() {
    if (!balanced()) {
      return "THE ACCOUNT DOES NOT BALANCE: " + failed() + " of " + checks.size() + " checks fail.";
    }
    return concern
        .map(wrong -> "The account balances, but " + wrong + ".")
        .orElse("The account balances: every call is accounted for.");
  }
}
