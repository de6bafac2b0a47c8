package org.sfcalls.account;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What ingest says became of the raw records, over all partitions of the raw topic.
 *
 * @param clean records encoded to the clean topic
 * @param repeated records recognised as repeats
 * @param rejected records rejected, by reason
 * @param lost records deleted before they were read
 */
public record Ledger(long clean, long repeated, SortedMap<String, Long> rejected, long lost) {

  /** A rejection without a reason. */
  static final String NO_REASON = "(none)";

  /** An outcome that a newer ingest wrote and this program does not know. */
  static final String UNKNOWN_OUTCOME = "(unknown outcome)";

  public Ledger {
    rejected = new TreeMap<>(rejected);
  }

  /** A ledger of raw records that were all read. */
  public Ledger(long clean, long repeated, SortedMap<String, Long> rejected) {
    this(clean, repeated, rejected, 0);
  }

  /** All records that the ledger knows of. */
  public long total() {
    return clean + repeated + Figures.sum(rejected) + lost;
  }

  /** Adds up the newest totals of the ledger's keys. */
  public static final class Sum {
    private final SortedMap<String, Long> rejected = new TreeMap<>();
    private long clean;
    private long repeated;
    private long lost;

    /**
     * Adds the newest total of one key.
     *
     * @param outcome symbol of {@link org.sfcalls.schemas.Outcome}
     * @param reason of a rejection; null or empty for none
     */
    public Sum add(String outcome, String reason, long records) {
      switch (outcome) {
        case "CLEAN" -> clean += records;
        case "REPEATED" -> repeated += records;
        case "LOST" -> lost += records;
        case "REJECTED" ->
            rejected.merge(
                reason == null || reason.isEmpty() ? NO_REASON : reason, records, Long::sum);
        // Not a rejection, but it must be in the account, which can't balance with it.
        default -> rejected.merge(UNKNOWN_OUTCOME, records, Long::sum);
      }
      return this;
    }

    /** The totals so far. */
    public Ledger ledger() {
      return new Ledger(clean, repeated, rejected, lost);
    }
  }
}
