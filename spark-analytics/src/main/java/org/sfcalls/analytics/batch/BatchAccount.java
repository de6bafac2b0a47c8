package org.sfcalls.analytics.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sfcalls.analytics.account.AccountText;
import org.sfcalls.analytics.account.AccountText.Figure;
import org.sfcalls.analytics.account.Check;

/**
 * What became of everything that a batch read.
 *
 * @param valid calls that are counted
 * @param repeated calls that came before and said the same; of a topic, which ingest has rid of
 *     them, none
 * @param rejected records of files that are no call or contradict an earlier one, by reason
 * @param undecodable records of a topic that can't be decoded, by reason
 * @param totals how many (window, type, disposition) have a total
 * @param windowsCounted these totals added up
 * @param windowsPerCall windows that a call is in
 */
public record BatchAccount(
    long valid,
    long repeated,
    SortedMap<String, Long> rejected,
    SortedMap<String, Long> undecodable,
    long totals,
    long windowsCounted,
    int windowsPerCall) {

  public BatchAccount {
    rejected = new TreeMap<>(rejected);
    undecodable = new TreeMap<>(undecodable);
  }

  /** All records that were read. */
  public long read() {
    return valid + repeated + sum(rejected) + sum(undecodable);
  }

  /** The equation that must hold. */
  public List<Check> checks() {
    return List.of(
        new Check(
            windowsPerCall + " windows a valid call = counted",
            windowsPerCall * valid,
            windowsCounted));
  }

  /** Whether every valid call is counted in all its windows. */
  public boolean balanced() {
    return checks().stream().allMatch(Check::holds);
  }

  /** The account as tables. */
  public String tables() {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("read", read()));
    figures.add(new Figure("valid", valid));
    figures.add(new Figure("repeated", repeated));
    figures.addAll(AccountText.byReason("rejected", rejected));
    if (!undecodable.isEmpty()) {
      figures.addAll(AccountText.byReason("undecodable", undecodable));
    }
    figures.add(new Figure("windows counted", windowsCounted));
    figures.add(new Figure("totals", totals));
    return AccountText.figures(figures) + "\n\n" + AccountText.checks(checks());
  }

  /** The same as JSON. */
  public String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("read", read());
    json.put("valid", valid);
    json.put("repeated", repeated);
    ObjectNode reasons = json.putObject("rejected");
    rejected.forEach(reasons::put);
    ObjectNode faults = json.putObject("undecodable");
    undecodable.forEach(faults::put);
    json.put("windows_counted", windowsCounted);
    json.put("totals", totals);
    AccountText.put(json, checks());
    return AccountText.text(json);
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
