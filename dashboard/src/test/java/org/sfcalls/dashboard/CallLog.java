package org.sfcalls.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.CountedBy;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.WindowSpec;

/** Calls as people think of them, turned into the window totals that analytics would write. */
public final class CallLog {
  private static final Map<String, String> RADIO_CODES =
      Map.of("HAN", "Handled", "ADV", "Advised", "ARR", "Arrest", "GOA", "Gone on Arrival");

  private record Key(long start, String type, String disposition) {}

  private final Map<Key, Long> totals = new LinkedHashMap<>();

  /** One call, handled. */
  public CallLog call(String at, String type) {
    return calls(Instant.parse(at), type, "HAN", 1);
  }

  /** One call. */
  public CallLog call(String at, String type, String disposition) {
    return calls(Instant.parse(at), type, disposition, 1);
  }

  /** Calls of one moment. */
  public CallLog calls(Instant at, String type, String disposition, long calls) {
    long newest = Math.floorDiv(at.getEpochSecond(), 300L) * 300;
    for (long start = newest; start > newest - 600; start -= 300) {
      totals.merge(new Key(start, type, disposition), calls, Long::sum);
    }
    return this;
  }

  /** The totals of all windows. */
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    totals.forEach(
        (key, calls) ->
            changes.add(
                new Change.Counted(
                    key.start(),
                    600,
                    group(key.type(), key.disposition()),
                    description(key.disposition()),
                    calls,
                    0)));
    return changes;
  }

  /** Puts the totals into a store. */
  public CallLog into(Store store) {
    store.apply(changes(), Map.of());
    return this;
  }

  /** A disposition in words; null for one that the radio codes do not list. */
  public static String description(String disposition) {
    return RADIO_CODES.get(disposition);
  }

  /** The total of one key. */
  public static Change.Counted count(String start, String type, String disposition, Long calls) {
    return new Change.Counted(
        second(start), 600, group(type, disposition), description(disposition), calls, 0);
  }

  /** What analytics tells after a batch: how far event time and the watermark have come. */
  public static Change.Batch progress(long batch, String newestEvent, String watermark) {
    return new Change.Batch(
        BatchProgress.newBuilder()
            .setQuery("counts")
            .setBatch(batch)
            .setFinishedAt(Instant.parse("2026-11-26T13:00:00Z").plusSeconds(batch))
            .setCalls(10)
            .setDurationMs(250)
            .setCallsPerSecond(40)
            .setWatermark(watermark == null ? null : Instant.parse(watermark))
            .setStateRows(0)
            .setLatePairs(0)
            .setUndecodable(0)
            .setEndOffsets(Map.of())
            .setNewestEventTime(newestEvent == null ? null : Instant.parse(newestEvent))
            .build());
  }

  /** What analytics tells after a batch with late pairs. */
  public static Change.Batch lateBatch(long batch, long calls, long latePairs) {
    return new Change.Batch(
        BatchProgress.newBuilder(progress(batch, null, null).progress())
            .setCalls(calls)
            .setLatePairs(latePairs)
            .build());
  }

  /** What analytics tells after a batch that counted over such windows. */
  public static Change.Batch progress(long batch, WindowSpec windows) {
    return new Change.Batch(
        new CountedBy(windows, CountedBy.DEFAULT.grouping())
            .addTo(BatchProgress.newBuilder(progress(batch, null, null).progress()))
            .build());
  }

  /** Windows by their length and slide. */
  public static WindowSpec windowsOf(String size, String slide) {
    return new WindowSpec(Duration.parse(size), Duration.parse(slide), Duration.ofMinutes(10));
  }

  /** Further records on {@code calls.raw}. */
  public static Change.Read raw(long records) {
    return new Change.Read(Change.Source.RAW, records);
  }

  /** Further records on {@code calls.clean}. */
  public static Change.Read clean(long records) {
    return new Change.Read(Change.Source.CLEAN, records);
  }

  /** A total of the ledger. */
  public static Change.Ledger ledger(String outcome, String reason, long records) {
    return new Change.Ledger(0, outcome, reason, records);
  }

  /** A dead letter of a raw record. */
  public static Change.Rejected deadLetter(long offset, String reason, String message) {
    return new Change.Rejected(
        0,
        offset,
        1_000 + offset,
        Change.Source.RAW,
        "calls.raw-0@" + offset,
        reason,
        "call_date",
        message,
        "{\"crime_id\": \"" + offset + "\"}");
  }

  /** A (call, window) pair that came too late. */
  public static Change.Late late(long offset, String start, String type) {
    return new Change.Late(
        2,
        offset,
        second(start),
        600,
        group(type, "HAN"),
        (second(start) + 600) * 1000,
        1_000 + offset);
  }

  /** The group of calls of a type and a disposition that lack the other columns. */
  public static CallGroup group(String type, String disposition) {
    return CallGroup.of(Map.of(GroupColumn.TYPE, type, GroupColumn.DISPOSITION, disposition));
  }

  /** Epoch seconds of an instant. */
  public static long second(String at) {
    return Instant.parse(at).getEpochSecond();
  }
}
