package org.sfcalls.dashboard.storing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The account as the topics tell it: every raw record is clean, rejected or repeated, and every
 * call that decodes is counted or late in each of its windows.
 *
 * @param clean by the ledger
 * @param repeated by the ledger
 * @param ledgerRejected by the ledger, by reason
 * @param foundRejected dead letters of raw records that are on {@code calls.rejected}, by reason
 * @param strayed dead letters of no topic of ours
 * @param undecodable clean records that analytics could not decode
 * @param counted calls in all windows
 * @param late (call, window) pairs
 * @param windowsPerCall windows that each call is in
 */
public record Totals(
    long clean,
    long repeated,
    Map<String, Long> ledgerRejected,
    Map<String, Long> foundRejected,
    long strayed,
    long undecodable,
    long counted,
    long late,
    int windowsPerCall) {

  /** One equation: what must be and what is. */
  public record Check(String name, long expected, long found, long difference) {
    private Check(String name, long expected, long found) {
      this(name, expected, found, found - expected);
    }
  }

  /** What the store holds now. */
  public static Totals of(Store store) {
    Map<String, Long> ledgerRejected = new TreeMap<>();
    Map<String, Long> outcomes = new TreeMap<>();
    record Row(String outcome, String reason, long calls) {}
    for (Row row :
        store.query(
            "SELECT outcome, reason, sum(calls)::BIGINT FROM ledger GROUP BY ALL",
            row -> new Row(row.getString(1), row.getString(2), row.getLong(3)))) {
      switch (row.outcome()) {
        case "CLEAN", "REPEATED" -> outcomes.merge(row.outcome(), row.calls(), Long::sum);
        case "REJECTED" ->
            ledgerRejected.merge(
                row.reason().isEmpty() ? "(none)" : row.reason(), row.calls(), Long::sum);
        // No rejection, but it must stand in the account, which can't balance with it.
        default -> ledgerRejected.merge("(unknown outcome)", row.calls(), Long::sum);
      }
    }
    Map<String, Long> foundRejected = new TreeMap<>();
    store.each(
        "SELECT reason, calls FROM dead_letters WHERE source = 'RAW'",
        row -> foundRejected.put(row.getString(1), row.getLong(2)));
    return new Totals(
        outcomes.getOrDefault("CLEAN", 0L),
        outcomes.getOrDefault("REPEATED", 0L),
        ledgerRejected,
        foundRejected,
        one(
            store,
            "SELECT coalesce(sum(calls), 0)::BIGINT FROM dead_letters WHERE source = 'OTHER'"),
        one(store, "SELECT count(*) FROM undecodable"),
        one(store, "SELECT coalesce(sum(calls), 0)::BIGINT FROM windows"),
        one(store, "SELECT count(*) FROM late"),
        store.windows().windowsPerCall());
  }

  private static long one(Store store, String sql) {
    return store.query(sql, row -> row.getLong(1)).get(0);
  }

  /** Raw records by the ledger. */
  public long raw() {
    return clean + rejected() + repeated;
  }

  /** Rejected records by the ledger. */
  public long rejected() {
    return ledgerRejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** (call, window) pairs that are neither counted nor late: calls that are under way. */
  public long open() {
    return windowsPerCall * (clean - undecodable) - counted - late;
  }

  /** The equations, in reading order. */
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    long found = foundRejected.values().stream().mapToLong(Long::longValue).sum();
    checks.add(new Check("raw = clean + rejected + repeated", raw(), clean + found + repeated));
    TreeSet<String> reasons = new TreeSet<>(ledgerRejected.keySet());
    reasons.addAll(foundRejected.keySet());
    for (String reason : reasons) {
      checks.add(
          new Check(
              "rejected, " + reason + ": ledger = topic",
              ledgerRejected.getOrDefault(reason, 0L),
              foundRejected.getOrDefault(reason, 0L)));
    }
    if (strayed > 0) {
      checks.add(new Check("dead letters of unknown topics", 0, strayed));
    }
    checks.add(
        new Check(
            windowsPerCall + " windows a decoded call = counted + late",
            windowsPerCall * (clean - undecodable),
            counted + late));
    return checks;
  }

  /** Whether every equation holds. */
  public boolean balanced() {
    return checks().stream().allMatch(check -> check.difference() == 0);
  }
}
