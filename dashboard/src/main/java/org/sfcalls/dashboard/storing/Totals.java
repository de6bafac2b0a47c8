package org.sfcalls.dashboard.storing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sfcalls.account.Account;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;

/**
 * The figures of the account, as the topics that were read so far say.
 *
 * @param windowsPerCall windows that each call is in
 * @param mostAreLate whether most (call, window) pairs of the newest batches are late
 */
public record Totals(Figures figures, int windowsPerCall, boolean mostAreLate) {

  /** In place of the topics that dead letters of no tier of ours name. */
  private static final String OTHER_TOPICS = "other topics";

  /** What the store holds now. */
  public static Totals of(Store store) {
    Map<Change.Source, Long> read = new EnumMap<>(Change.Source.class);
    store.each(
        "SELECT source, records FROM read_records",
        row -> read.put(Change.Source.valueOf(row.getString(1)), row.getLong(2)));
    Ledger.Sum ledger = new Ledger.Sum();
    store.each(
        "SELECT outcome, reason, calls FROM ledger",
        row -> ledger.add(row.getString(1), row.getString(2), row.getLong(3)));
    SortedMap<String, Long> strayed = new TreeMap<>();
    long others =
        one(
            store,
            "SELECT coalesce(sum(calls), 0)::BIGINT FROM dead_letters WHERE source = 'OTHER'");
    if (others > 0) {
      strayed.put(OTHER_TOPICS, others);
    }
    return new Totals(
        new Figures(
            read.getOrDefault(Change.Source.RAW, 0L),
            read.getOrDefault(Change.Source.CLEAN, 0L),
            byReason(store, "SELECT reason, calls FROM dead_letters WHERE source = 'RAW'"),
            byReason(store, "SELECT reason, count(*) FROM undecodable GROUP BY reason"),
            strayed,
            ledger.ledger(),
            one(store, "SELECT coalesce(sum(calls), 0)::BIGINT FROM windows"),
            one(store, "SELECT count(*) FROM late")),
        store.windows().windowsPerCall(),
        mostAreLate(store));
  }

  private static boolean mostAreLate(Store store) {
    return store
        .query(
            "SELECT coalesce(sum(late_pairs), 0) > greatest(coalesce(sum(calls), 0), 10) FROM (SELECT"
                + " calls, late_pairs FROM batches ORDER BY finished_ms DESC LIMIT 20)",
            row -> row.getBoolean(1))
        .get(0);
  }

  private static SortedMap<String, Long> byReason(Store store, String sql) {
    SortedMap<String, Long> records = new TreeMap<>();
    store.each(sql, row -> records.put(row.getString(1), row.getLong(2)));
    return records;
  }

  private static long one(Store store, String sql) {
    return store.query(sql, row -> row.getLong(1)).get(0);
  }

  /** Whether they balance. */
  public Account account() {
    return Account.of(figures, windowsPerCall);
  }

  /** What is wrong though it may balance; empty for nothing. */
  public Optional<String> concern() {
    return mostAreLate
        ? Optional.of(
            "most calls of the newest batches are late: did calls with a date that is too new move the"
                + " watermark?")
        : account().concern();
  }

  /** Whether there are no records at all. */
  public boolean empty() {
    return figures.raw() == 0 && figures.ledger().total() == 0 && figures.counted() == 0;
  }

  /** (call, window) pairs that are neither counted nor late: calls that are under way. */
  public long open() {
    return windowsPerCall * figures.decoded() - figures.counted() - figures.late();
  }
}
