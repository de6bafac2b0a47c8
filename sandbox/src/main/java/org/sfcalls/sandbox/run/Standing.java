package org.sfcalls.sandbox.run;

import java.time.Instant;
import java.util.Map;

/**
 * How far each tier has come, at one moment. Offsets are by partition; a partition that is absent
 * stands at 0.
 *
 * @param rawEnds end of the raw topic
 * @param ingested up to where ingest has committed the raw topic
 * @param cleanEnds end of the clean topic, committed transactions only
 * @param countedEnds up to where analytics has counted the clean topic
 * @param ledger records that the ledger knows of
 * @param ledgerClean those of them that ingest wrote to the clean topic
 * @param counted records of the clean topic that analytics has read, undecodable ones among them
 * @param watermark the analytics job's; null before it has one
 * @param lastEnd end of the last window that a call is in; null before one is counted
 */
public record Standing(
    Map<Integer, Long> rawEnds,
    Map<Integer, Long> ingested,
    Map<Integer, Long> cleanEnds,
    Map<Integer, Long> countedEnds,
    long ledger,
    long ledgerClean,
    long counted,
    Instant watermark,
    Instant lastEnd) {

  /** Before anything is known. */
  static final Standing NOTHING =
      new Standing(Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, 0, null, null);

  public Standing {
    rawEnds = Map.copyOf(rawEnds);
    ingested = Map.copyOf(ingested);
    cleanEnds = Map.copyOf(cleanEnds);
    countedEnds = Map.copyOf(countedEnds);
  }

  /** Records on the raw topic, from its beginning. */
  public long rawTotal() {
    return sum(rawEnds);
  }

  /** Records that ingest is done with. */
  public long ingestedTotal() {
    return sum(ingested);
  }

  /** Whether ingest has committed the whole raw topic. */
  public boolean allIngested() {
    return reached(ingested, rawEnds);
  }

  /** Whether analytics has counted the whole clean topic. */
  public boolean allCounted() {
    return reached(countedEnds, cleanEnds);
  }

  /** Whether ingest and analytics have come to the ends of their topics, as these are now. */
  public boolean endsReached() {
    return allIngested() && allCounted();
  }

  /**
   * Whether the ledger knows of every raw record, and analytics has read as many clean ones as the
   * ledger knows of. Reaching the ends is not enough: ingest's position may be seen before the end
   * of the clean topic, which the same transaction moves.
   */
  public boolean ledgerAgrees() {
    return ledger == rawTotal() && ledgerClean == counted;
  }

  /** Whether the watermark has passed every window that a call is in. */
  public boolean allFinal() {
    return lastEnd == null || (watermark != null && !watermark.isBefore(lastEnd));
  }

  private static boolean reached(Map<Integer, Long> position, Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> position.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }
}
