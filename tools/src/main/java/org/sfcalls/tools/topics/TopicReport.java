package org.sfcalls.tools.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sfcalls.schemas.Topics.Layout;

/**
 * The states of all topics as a table or as JSON.
 *
 * @param remark header of the last column
 * @param lines one for each topic
 */
record TopicReport(String remark, List<Line> lines) {

  /**
   * One topic.
   *
   * @param remarks what the last column says
   */
  record Line(TopicState state, List<String> remarks) {
    Line {
      remarks = List.copyOf(remarks);
    }
  }

  private static final int WIDEST = 100;
  private static final JsonMapper PRINTER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  TopicReport {
    lines = List.copyOf(lines);
  }

  /** The topics that are not as they must be. */
  List<TopicState> faulty() {
    return lines.stream().map(Line::state).filter(state -> !state.faults().isEmpty()).toList();
  }

  String text() {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            column("topic", line -> line.state().name()),
            column(
                "partitions",
                line ->
                    line.state()
                        .found()
                        .map(found -> Integer.toString(found.partitions()))
                        .orElse("-")),
            column("settings", line -> line.state().found().map(TopicReport::settings).orElse("-")),
            column(remark, line -> String.join(", ", line.remarks()))));
  }

  /** One JSON object for programs: {@code ok}, and what there is to tell of each topic. */
  String json() {
    ObjectNode json = PRINTER.createObjectNode();
    json.put("ok", faulty().isEmpty());
    ArrayNode topics = json.putArray("topics");
    for (Line line : lines) {
      ObjectNode topic = topics.addObject();
      topic.put("topic", line.state().name());
      line.state()
          .found()
          .ifPresentOrElse(
              found -> {
                topic.put("partitions", found.partitions());
                ObjectNode settings = topic.putObject("settings");
                new TreeMap<>(found.settings()).forEach(settings::put);
              },
              () -> {
                topic.putNull("partitions");
                topic.putNull("settings");
              });
      ArrayNode remarks = topic.putArray(remark);
      line.remarks().forEach(remarks::add);
    }
    try {
      return PRINTER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  private static String settings(Layout layout) {
    return new TreeMap<>(layout.settings())
        .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" "));
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
