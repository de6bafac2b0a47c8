package org.sfcalls.analytics.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sfcalls.analytics.account.Check;

/**
 * What an audit found.
 *
 * @param raw records on the raw topic
 * @param clean records on the clean topic
 * @param rejected dead letters that came from the raw topic, by reason
 * @param strayed dead letters that name another source than raw or clean, by that name
 * @param ledger what ingest says it did
 * @param counted records of the clean topic that the position says are counted
 * @param undecodable of these, records that can't be decoded
 * @param undecodableKept of these, those that are on the topic of dead letters
 * @param windowsDue (call, window) pairs of the calls that are counted and can be decoded
 * @param windowsCounted the newest totals added up, without what calls behind the position added
 * @param late pairs among {@code windowsDue} that are on the topic of late calls
 * @param lateWithoutCall pairs on that topic that no call of the clean topic has
 * @param unreadable records of the topics of counts and late calls that can't be decoded
 * @param underWay totals that calls behind the position explain: a batch wrote them, and had not
 *     ended
 * @param differing how many totals differ
 * @param differences the first of these, by window
 * @param windowsPerCall windows that a call is in
 */
record AuditResult(
    long raw,
    long clean,
    SortedMap<String, Long> rejected,
    SortedMap<String, Long> strayed,
    Ledger ledger,
    long counted,
    long undecodable,
    long undecodableKept,
    long windowsDue,
    long windowsCounted,
    long late,
    long lateWithoutCall,
    long unreadable,
    long underWay,
    long differing,
    List<Difference> differences,
    int windowsPerCall) {

  AuditResult {
    rejected = new TreeMap<>(rejected);
    strayed = new TreeMap<>(strayed);
    differences = List.copyOf(differences);
  }

  /** The ledger's newest totals, over all partitions of the raw topic. */
  record Ledger(long clean, long repeated, SortedMap<String, Long> rejected) {
    Ledger {
      rejected = new TreeMap<>(rejected);
    }

    long total() {
      return clean + repeated + sum(rejected);
    }
  }

  /** Records of the clean topic behind the position. */
  long notCountedYet() {
    return clean - counted;
  }

  /** The equations that must hold, in reading order. */
  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "raw = clean + rejected + repeated", raw, clean + sum(rejected) + ledger.repeated()));
    checks.add(new Check("ledger: all of raw", raw, ledger.total()));
    checks.add(new Check("ledger: clean", clean, ledger.clean()));
    TreeSet<String> reasons = new TreeSet<>(rejected.keySet());
    reasons.addAll(ledger.rejected().keySet());
    for (String reason : reasons) {
      checks.add(
          new Check(
              "ledger: rejected, " + reason,
              rejected.getOrDefault(reason, 0L),
              ledger.rejected().getOrDefault(reason, 0L)));
    }
    strayed.forEach(
        (source, count) -> checks.add(new Check("dead letters of " + source, 0, count)));
    checks.add(new Check("undecodable records that are kept", undecodable, undecodableKept));
    checks.add(
        new Check(
            windowsPerCall + " windows a decoded call = counted + late",
            windowsDue,
            windowsCounted + late));
    checks.add(new Check("totals that differ", 0, differing));
    checks.add(new Check("late pairs that no call has", 0, lateWithoutCall));
    checks.add(new Check("counts and late pairs that can't be decoded", 0, unreadable));
    return checks;
  }

  /** Whether every equation holds. */
  boolean balanced() {
    return checks().stream().allMatch(Check::holds);
  }

  static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
