package org.sfcalls.tools.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.function.Function;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.PayloadText;
import org.sfcalls.schemas.Registry.Place;

/**
 * The states of all subjects as a table or as JSON. What the registry says is escaped where it
 * could steer a terminal.
 *
 * @param remark header of the last column
 * @param lines one for each subject
 */
record ContractReport(String remark, List<Line> lines) {

  /**
   * One subject.
   *
   * @param remarks what the last column says
   */
  record Line(SubjectState state, List<String> remarks) {
    Line {
      remarks = List.copyOf(remarks);
    }
  }

  private static final int WIDEST = 100;
  private static final JsonMapper PRINTER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  ContractReport {
    lines = List.copyOf(lines);
  }

  /** How many subjects are not as they should be. */
  long faulty() {
    return lines.stream().filter(line -> !line.state().faults().isEmpty()).count();
  }

  /**
   * Ends the command when a subject has a version that the contract does not go with, for no
   * command can mend that.
   *
   * @throws CommandFailure with what to do
   */
  void requireNoConflicts() {
    long conflicting = lines.stream().filter(line -> !line.state().conflicts().isEmpty()).count();
    if (conflicting > 0) {
      throw new CommandFailure(
          conflicting
              + " of "
              + lines.size()
              + " subjects have a version that is incompatible with the program's contract. If nobody"
              + " wrote with that version yet, delete it in the registry; otherwise use the program"
              + " that it belongs to, or send the records to a new topic");
    }
  }

  /** A table, and below it a line for each conflict. */
  String text() {
    StringBuilder text =
        new StringBuilder(
            AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                lines,
                List.of(
                    column("subject", line -> line.state().subject()),
                    column("schema", line -> line.state().schema().getName()),
                    column("id", line -> number(line, Place::id)),
                    column("version", line -> number(line, Place::version)),
                    column(
                        "compatibility",
                        line -> PayloadText.of(line.state().compatibility().orElse("-"))),
                    column(remark, line -> String.join(", ", line.remarks())))));
    for (Line line : lines) {
      for (String conflict : line.state().conflicts()) {
        text.append("%n%s: %s".formatted(line.state().subject(), PayloadText.of(conflict)));
      }
    }
    return text.toString();
  }

  /** One JSON object for programs: {@code ok}, and what there is to tell of each subject. */
  String json() {
    ObjectNode json = PRINTER.createObjectNode();
    json.put("ok", faulty() == 0);
    ArrayNode subjects = json.putArray("subjects");
    for (Line line : lines) {
      SubjectState state = line.state();
      ObjectNode subject = subjects.addObject();
      subject.put("subject", state.subject());
      subject.put("schema", state.schema().getFullName());
      subject.put("id", state.place().map(Place::id).orElse(null));
      subject.put("version", state.place().map(Place::version).orElse(null));
      subject.put("compatibility", state.compatibility().orElse(null));
      ArrayNode remarks = subject.putArray(remark);
      line.remarks().forEach(remarks::add);
      ArrayNode conflicts = subject.putArray("conflicts");
      state.conflicts().forEach(conflicts::add);
    }
    try {
      return PRINTER.writeValueAsString(json).replace("\u007f", "\\u007F");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static String number(Line line, Function<Place, Integer> part) {
    return line.state().place().map(place -> part.apply(place).toString()).orElse("-");
  }

  private static ColumnData<Line> column(String header, Function<Line, String> text) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(WIDEST)
        .with(text);
  }
}
