package org.sfcalls.account;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A line of an account.
 *
 * @param name for people
 * @param field for programs: its name in JSON
 * @param records how many
 * @param reasons the same by reason, where there are reasons
 */
public record Figure(
    String name, String field, long records, Optional<SortedMap<String, Long>> reasons) {

  static Figure of(String name, long records) {
    return new Figure(name, name.replace(' ', '_'), records, Optional.empty());
  }

  static Figure byReason(String name, Map<String, Long> reasons) {
    return new Figure(
        name,
        name,
        Figures.sum(reasons),
        Optional.of(Collections.unmodifiableSortedMap(new TreeMap<>(reasons))));
  }
}
