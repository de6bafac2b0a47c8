package org.sfcalls.sandbox.account;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was found on the topics, nothing computed.
 *
 * @param raw records on the raw topic
 * @param clean records on the clean topic
 * @param rejected dead letters that came from the raw topic, by reason
 * @param undecodable dead letters that came from the clean topic, by reason: records that analytics
 *     could not decode
 * @param strayed dead letters that name another source or none, by that name
 * @param ledger what ingest says it did
 * @param counted sum of the newest count of every window, type and disposition
 * @param late distinct (call, window) pairs on the late topic
 */
public record Figures(
    long raw,
    long clean,
    SortedMap<String, Long> rejected,
    SortedMap<String, Long> undecodable,
    SortedMap<String, Long> strayed,
    Ledger ledger,
    long counted,
    long late) {
  public Figures {
    rejected = new TreeMap<>(rejected);
    undecodable = new TreeMap<>(undecodable);
    strayed = new TreeMap<>(strayed);
  }

  /**
   * The ledger's newest totals, over all partitions of the raw topic.
   *
   * @param clean records encoded to the clean topic
   * @param repeated records recognised as repeats
   * @param rejected records rejected, by reason
   */
  public record Ledger(long clean, long repeated, SortedMap<String, Long> rejected) {
    public Ledger {
      rejected = new TreeMap<>(rejected);
    }

    /** All records that the ledger knows of. */
    public long total() {
      return clean + repeated + sum(rejected);
    }
  }

  /** All dead letters that came from the raw topic. */
  public long rejectedTotal() {
    return sum(rejected);
  }

  /** All dead letters that came from the clean topic. */
  public long undecodableTotal() {
    return sum(undecodable);
  }

  static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
