package org.sfcalls.account;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of everything that a batch read.
 *
 * @param valid calls that are counted
 * @param repeated calls that came before with the same content; none of a topic, where ingest has
 *     removed them
 * @param rejected records of files that are not a valid call or contradict an earlier one, by
 *     reason
 * @param undecodable records of a topic that can't be decoded, by reason
 * @param totals how many (window, group) have a total
 * @param counted these totals added up
 */
public record BatchFigures(
    long valid,
    long repeated,
    SortedMap<String, Long> rejected,
    SortedMap<String, Long> undecodable,
    long totals,
    long counted) {
  public BatchFigures {
    rejected = new TreeMap<>(rejected);
    undecodable = new TreeMap<>(undecodable);
  }

  /** All records that were read. */
  public long read() {
    return valid + repeated + Figures.sum(rejected) + Figures.sum(undecodable);
  }
}
