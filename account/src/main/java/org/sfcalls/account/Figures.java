package org.sfcalls.account;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was found on the topics, nothing computed.
 *
 * @param raw records on the raw topic
 * @param unseen what is or was there and can't be read
 * @param clean records on the clean topic
 * @param rejected dead letters that came from the raw topic, by reason
 * @param undecodable dead letters that came from the clean topic, by reason: records that analytics
 *     could not decode; one that was sent twice counts once
 * @param strayed dead letters that name another source or none, by that name
 * @param unreadable records of the other topics that do not decode, by topic and first place; they
 *     are left out of all figures
 * @param ledger what ingest says it did
 * @param counted sum of the newest count of every window and group
 * @param late distinct (call, window) pairs on the late topic
 */
public record Figures(
    long raw,
    Unseen unseen,
    long clean,
    SortedMap<String, Long> rejected,
    SortedMap<String, Long> undecodable,
    SortedMap<String, Long> strayed,
    SortedMap<String, Long> unreadable,
    Ledger ledger,
    long counted,
    long late) {
  public Figures {
    rejected = new TreeMap<>(rejected);
    undecodable = new TreeMap<>(undecodable);
    strayed = new TreeMap<>(strayed);
    unreadable = new TreeMap<>(unreadable);
  }

  /** Figures of topics where every record can be seen and decodes. */
  public Figures(
      long raw,
      long clean,
      SortedMap<String, Long> rejected,
      SortedMap<String, Long> undecodable,
      SortedMap<String, Long> strayed,
      Ledger ledger,
      long counted,
      long late) {
    this(
        raw,
        Unseen.NOTHING,
        clean,
        rejected,
        undecodable,
        strayed,
        new TreeMap<>(),
        ledger,
        counted,
        late);
  }

  /** Clean records that analytics could decode. */
  public long decoded() {
    return clean - sum(undecodable);
  }

  static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
