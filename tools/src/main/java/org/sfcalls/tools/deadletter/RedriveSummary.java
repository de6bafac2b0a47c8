package org.sfcalls.tools.deadletter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sfcalls.access.PayloadText;

/** How many dead letters were selected and what was done with them, by reason. */
final class RedriveSummary {
  private static final String ALL = "all";

  private final Map<String, Map<Fate, Long>> byReason = new TreeMap<>();

  private record Line(String reason, Map<Fate, Long> counts) {
    long of(Fate fate) {
      return counts.getOrDefault(fate, 0L);
    }

    long selected() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  void count(String reason, Fate fate) {
    byReason.computeIfAbsent(reason, r -> new EnumMap<>(Fate.class)).merge(fate, 1L, Long::sum);
  }

  long of(Fate fate) {
    return total().of(fate);
  }

  long selected() {
    return total().selected();
  }

  private Line total() {
    Map<Fate, Long> total = new EnumMap<>(Fate.class);
    byReason
        .values()
        .forEach(counts -> counts.forEach((fate, n) -> total.merge(fate, n, Long::sum)));
    return new Line(ALL, total);
  }

  /**
   * A table for people.
   *
   * @param dryRun whether nothing was sent in truth
   */
  String table(boolean dryRun) {
    List<Line> lines = new ArrayList<>();
    byReason.forEach((reason, counts) -> lines.add(new Line(reason, counts)));
    lines.add(total());
    List<ColumnData<Line>> columns = new ArrayList<>();
    columns.add(Columns.text("reason").with(line -> PayloadText.of(line.reason())));
    columns.add(Columns.number("selected").with(line -> Columns.grouped(line.selected())));
    for (Fate fate : Fate.values()) {
      String head = dryRun && fate == Fate.SENT ? "would be sent" : fate.words();
      columns.add(Columns.number(head).with(line -> Columns.grouped(line.of(fate))));
    }
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, lines, columns);
  }

  /**
   * One JSON object for programs.
   *
   * @param dryRun whether nothing was sent in truth
   * @param stopped whether the user ended it before all dead letters were looked at
   */
  String json(boolean dryRun, boolean stopped) {
    ObjectNode json = JsonLine.object();
    json.put("dryRun", dryRun);
    json.put("stopped", stopped);
    put(json, total());
    ObjectNode reasons = json.putObject("reasons");
    byReason.forEach((reason, counts) -> put(reasons.putObject(reason), new Line(reason, counts)));
    return JsonLine.of(json);
  }

  private static void put(ObjectNode json, Line line) {
    json.put("selected", line.selected());
    json.put("sent", line.of(Fate.SENT));
    json.put("alreadyRedriven", line.of(Fate.ALREADY_REDRIVEN));
    json.put("givenUp", line.of(Fate.GIVEN_UP));
    json.put("notFromRaw", line.of(Fate.NOT_FROM_RAW));
  }
}
