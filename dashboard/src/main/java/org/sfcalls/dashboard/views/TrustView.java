package org.sfcalls.dashboard.views;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.sfcalls.account.Figures;
import org.sfcalls.dashboard.following.Balance;
import org.sfcalls.dashboard.following.Flow;
import org.sfcalls.dashboard.following.Watch;
import org.sfcalls.dashboard.storing.GroupSql;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.storing.Totals;

/** Whether every call is accounted for, and how the pipeline does. */
public final class TrustView {
  private static final int NEWEST = 20;
  private static final int RECENT_BATCHES = 60;
  private static final int JUDGED_BATCHES = 100;

  private TrustView() {}

  /** The answer; times are ISO-8601, UTC. */
  public record Answer(
      long version,
      Verdict balance,
      Account account,
      List<Checked> checks,
      List<Reason> rejectedByReason,
      List<Rejected> rejected,
      List<Late> late,
      List<Unlisted> unlisted,
      long unreadable,
      List<Tier> tiers,
      String watermark,
      String newestEventTime,
      Batches batches,
      Flow.Percentiles shownAfterMs,
      String lastAppliedAt,
      String state) {}

  public record Verdict(String state, String since, String message) {}

  public record Account(
      long raw,
      long clean,
      long rejected,
      long repeated,
      long undecodable,
      int windowsPerCall,
      long counted,
      long late,
      long open) {}

  public record Checked(String name, long expected, long found, long difference) {}

  public record Reason(String reason, long ledger, long found) {}

  public record Rejected(
      int partition,
      long offset,
      String at,
      String reason,
      String field,
      String message,
      String excerpt,
      String from) {}

  public record Late(
      @JsonAnyGetter Map<String, String> group,
      String description,
      String windowStart,
      String windowEnd,
      String watermark,
      String from,
      String at) {}

  public record Unlisted(String disposition, long calls) {}

  public record Tier(String name, Long lag, Double perSecond, String what) {}

  public record Batches(int known, Flow.Percentiles durationMs, List<Batch> recent) {}

  public record Batch(String finishedAt, long durationMs, long calls, long latePairs) {}

  /** The verdict's state as the API names it; unknown before the first look, which is null. */
  public static String state(Balance.Verdict verdict) {
    Balance.State state = verdict == null ? Balance.State.UNKNOWN : verdict.state();
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** The view of this moment. */
  public static Answer of(Store store, Watch watch) {
    long version = store.version();
    Totals totals = Totals.of(store);
    Figures figures = totals.figures();
    Balance.Verdict verdict = watch.verdict();
    Long[] lags = watch.lags();
    Flow.Rates rates = watch.flow().rates();
    Instant applied = watch.status().lastAppliedAt();
    return new Answer(
        version,
        verdict == null
            ? new Verdict(state(null), null, "not looked yet")
            : new Verdict(
                state(verdict),
                verdict.since() == null ? null : verdict.since().toString(),
                verdict.message()),
        new Account(
            figures.raw(),
            figures.clean(),
            sum(figures.rejected()),
            figures.ledger().repeated(),
            sum(figures.undecodable()),
            totals.windowsPerCall(),
            figures.counted(),
            figures.late(),
            totals.open()),
        totals.account().checks().stream()
            .map(
                check ->
                    new Checked(check.name(), check.expected(), check.found(), check.difference()))
            .toList(),
        reasons(figures),
        rejected(store, NEWEST),
        late(store, NEWEST),
        unlisted(store),
        store.query("SELECT count(*) FROM unreadable", row -> row.getLong(1)).get(0),
        List.of(
            new Tier("ingest", lags[0], rates.ingest(), "raw calls validated"),
            new Tier("analytics", lags[1], rates.analytics(), "clean calls counted"),
            new Tier("dashboard", lags[2], rates.dashboard(), "records stored for this page")),
        Extent.textOfMs(store.fact("watermark_ms").map(Long::valueOf).orElse(null)),
        Extent.textOfMs(store.fact("newest_event_ms").map(Long::valueOf).orElse(null)),
        batches(store),
        watch.flow().shownAfter(),
        applied == null ? null : applied.toString(),
        watch.status().state().name().toLowerCase(Locale.ROOT));
  }

  private static long sum(Map<String, Long> records) {
    return records.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<Reason> reasons(Figures figures) {
    Map<String, Long> ledger = figures.ledger().rejected();
    TreeSet<String> names = new TreeSet<>(ledger.keySet());
    names.addAll(figures.rejected().keySet());
    return names.stream()
        .map(
            name ->
                new Reason(
                    name, ledger.getOrDefault(name, 0L), figures.rejected().getOrDefault(name, 0L)))
        .toList();
  }

  static List<Rejected> rejected(Store store, int most) {
    return store.query(
        "SELECT partition, place, written_ms, reason, field, message, excerpt, source_place FROM"
            + " rejected ORDER BY written_ms DESC, partition, place DESC LIMIT "
            + most,
        row ->
            new Rejected(
                row.getInt(1),
                row.getLong(2),
                Extent.textOfMs(row.getLong(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8)));
  }

  static List<Late> late(Store store, int most) {
    return store.query(
        "SELECT "
            + GroupSql.joinedNames()
            + ", dispositions.description AS words, l.start, l.start + l.seconds AS window_end,"
            + " l.watermark_ms, l.partition, l.place, l.written_ms FROM (SELECT * FROM late ORDER BY"
            + " written_ms DESC, partition, place DESC, start LIMIT "
            + most
            + ") l "
            + GroupSql.joinNames("l")
            + " ORDER BY l.written_ms DESC, l.partition, l.place DESC, l.start",
        row ->
            new Late(
                GroupAnswer.read(row),
                row.getString("words"),
                Extent.text(row.getLong("start")),
                Extent.text(row.getLong("window_end")),
                Extent.textOfMs(row.getLong("watermark_ms")),
                "calls.clean-" + row.getInt("partition") + "@" + row.getLong("place"),
                Extent.textOfMs(row.getLong("written_ms"))));
  }

  private static List<Unlisted> unlisted(Store store) {
    return store.query(
        "SELECT d.name, sum(c.calls)::BIGINT AS calls FROM cells c JOIN dispositions d ON d.id ="
            + " c.disposition WHERE d.description IS NULL GROUP BY d.name ORDER BY calls DESC, d.name"
            + " LIMIT "
            + NEWEST,
        row -> new Unlisted(row.getString(1), row.getLong(2)));
  }

  private static Batches batches(Store store) {
    List<Batch> newest =
        new ArrayList<>(
            store.query(
                "SELECT finished_ms, duration_ms, calls, late_pairs FROM batches ORDER BY finished_ms"
                    + " DESC LIMIT "
                    + JUDGED_BATCHES,
                row ->
                    new Batch(
                        Extent.textOfMs(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4))));
    Flow.Percentiles durations =
        Flow.Percentiles.of(newest.stream().mapToLong(Batch::durationMs).toArray());
    List<Batch> recent =
        new ArrayList<>(newest.subList(0, Math.min(RECENT_BATCHES, newest.size())));
    Collections.reverse(recent);
    return new Batches(newest.size(), durations, recent);
  }
}
