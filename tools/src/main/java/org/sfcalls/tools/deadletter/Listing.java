package org.sfcalls.tools.deadletter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.sfcalls.access.PayloadText;

/** Counts the dead letters of a selection and keeps the newest of them. */
final class Listing {

  /** Stands for the field of a fault that is in no single one. */
  private static final String NO_FIELD = "(none)";

  private final Selection selection;
  private final Set<Place> marks;
  private final long most;
  private final PriorityQueue<Listed> newest = new PriorityQueue<>(Listed.BY_AGE);
  private final Map<String, Count> byReason = new TreeMap<>();
  private final Map<String, Count> byField = new TreeMap<>();
  private final Map<String, Long> reasons = new TreeMap<>();
  private final Count all = new Count();

  /** Dead letters, and how many of them were sent back. */
  private static final class Count {
    private long letters;
    private long redriven;

    void add(boolean again) {
      letters++;
      redriven += again ? 1 : 0;
    }
  }

  private record Line(String name, Count count) {}

  /**
   * @param marks those that were sent back
   * @param most how many to keep; the memory that is needed goes with it
   */
  Listing(Selection selection, Set<Place> marks, long most) {
    this.selection = selection;
    this.marks = marks;
    this.most = most;
  }

  /** Takes the next record of {@code calls.rejected}. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    Letter letter = Letter.of(record);
    reasons.merge(letter.reason(), 1L, Long::sum);
    if (!selection.includes(letter)) {
      return;
    }
    boolean redriven = marks.contains(letter.place());
    all.add(redriven);
    byReason.computeIfAbsent(letter.reason(), reason -> new Count()).add(redriven);
    letter.faults().stream()
        .map(fault -> fault.field() == null ? NO_FIELD : fault.field())
        .distinct()
        .forEach(field -> byField.computeIfAbsent(field, name -> new Count()).add(redriven));
    if (most > 0) {
      newest.add(Listed.of(letter, record, redriven));
      if (newest.size() > most) {
        newest.remove();
      }
    }
  }

  /** How many dead letters the selection has. */
  long selected() {
    return all.letters;
  }

  /** The newest of them, newest last. */
  List<Listed> newest() {
    return newest.stream().sorted(Listed.BY_AGE).toList();
  }

  /** How many dead letters of each reason there are, selected or not. */
  Map<String, Long> reasons() {
    return Collections.unmodifiableMap(reasons);
  }

  /** Tables of reasons and of fields, the most frequent first, for people. */
  String tables() {
    List<Line> total = List.of(new Line("all", all));
    return table("reason", byReason, total) + "\n\n" + table("field", byField, List.of());
  }

  private String table(String head, Map<String, Count> counts, Collection<Line> below) {
    List<Line> lines = new ArrayList<>();
    counts.forEach((name, count) -> lines.add(new Line(name, count)));
    lines.sort(Comparator.comparingLong((Line line) -> line.count().letters).reversed());
    lines.addAll(below);
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            Columns.text(head).with(line -> PayloadText.of(line.name())),
            Columns.number("dead letters").with(line -> Columns.grouped(line.count().letters)),
            Columns.number("share").with(line -> Columns.share(line.count().letters, all.letters)),
            Columns.number("re-driven").with(line -> Columns.grouped(line.count().redriven))));
  }

  /** The same as one JSON object for programs. */
  String json() {
    ObjectNode json = JsonLine.object();
    put(json, all);
    ObjectNode reasonsJson = json.putObject("reasons");
    byReason.forEach((reason, count) -> put(reasonsJson.putObject(reason), count));
    ObjectNode fields = json.putObject("fields");
    byField.forEach((field, count) -> put(fields.putObject(field), count));
    return JsonLine.of(json);
  }

  private static void put(ObjectNode json, Count count) {
    json.put("deadLetters", count.letters);
    json.put("redriven", count.redriven);
  }

  /** What is said when nothing was selected: which reasons there are. */
  static String nothing(Map<String, Long> reasons) {
    return reasons.isEmpty()
        ? "there are no dead letters"
        : "no dead letter matches; there are: "
            + reasons.entrySet().stream()
                .map(reason -> PayloadText.of(reason.getKey()) + " " + reason.getValue())
                .collect(Collectors.joining(", "));
  }
}
