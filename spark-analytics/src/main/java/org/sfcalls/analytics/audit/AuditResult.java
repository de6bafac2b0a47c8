package org.sfcalls.analytics.audit;

import java.util.List;
import org.sfcalls.account.Account;

/**
 * What an audit found.
 *
 * @param account the figures of the topics, held against what the calls add up to
 * @param notCountedYet records of the clean topic after the position that calls.progress gives
 * @param underWay totals that calls after the position explain: a batch wrote them, and had not
 *     ended
 * @param differing how many totals differ
 * @param differences the first of these, by window
 */
record AuditResult(
    Account account,
    long notCountedYet,
    long underWay,
    long differing,
    List<Difference> differences) {
  AuditResult {
    differences = List.copyOf(differences);
  }
}
