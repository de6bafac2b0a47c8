package org.sfcalls.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sfcalls.access.PayloadText;
import org.sfcalls.schemas.GroupColumn;

/** How accounts are printed: in tables for people, as JSON for programs. */
public final class AccountText {

  private static final ZoneId SAN_FRANCISCO = ZoneId.of("America/Los_Angeles");
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.US).withZone(SAN_FRANCISCO);
  private static final DateTimeFormatter TIME_AND_ZONE =
      DateTimeFormatter.ofPattern("HH:mm zzz", Locale.US).withZone(SAN_FRANCISCO);

  private static final JsonMapper PRINTER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** In place of the words for a code that the radio-code table does not list. */
  private static final String NOT_LISTED = "— (not in the table)";

  private AccountText() {}

  /** The table of the figures. */
  public static String figures(Account account) {
    record Line(String name, long records) {}
    List<Line> lines = new ArrayList<>();
    for (Figure figure : account.figures()) {
      // Records that can't be decoded are rare: the line appears where there are some.
      if (figure.records() > 0 || !figure.name().equals("undecodable")) {
        lines.add(new Line(figure.name(), figure.records()));
        figure
            .reasons()
            .ifPresent(
                reasons ->
                    reasons.forEach((reason, count) -> lines.add(new Line("  " + reason, count))));
      }
    }
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            left("account").with(line -> PayloadText.of(line.name())),
            right("records").with(line -> grouped(line.records()))));
  }

  /** The table of the checks, and below it whether all of them hold. */
  public static String checks(Account account) {
    return AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            account.checks(),
            List.of(
                left("check").with(check -> PayloadText.of(check.name())),
                right("expected").with(check -> grouped(check.expected())),
                right("found").with(check -> grouped(check.found())),
                right("difference").with(check -> signed(check.difference()))))
        + "\n"
        + account.verdict();
  }

  /** Both tables and the verdict. */
  public static String tables(Account account) {
    return figures(account) + "\n\n" + checks(account);
  }

  /** The busiest windows, in San Francisco time. */
  public static String busiest(List<BusyWindow> busiest) {
    List<ColumnData<BusyWindow>> columns = new ArrayList<>();
    columns.add(left("window").with(window -> span(window.start(), window.end())));
    for (GroupColumn column : GroupColumn.values()) {
      columns.add(
          left(column.toString()).with(window -> PayloadText.of(window.group().value(column))));
      if (column.descriptionField().isPresent()) {
        columns.add(
            left("description")
                .with(
                    window ->
                        window.description() == null
                            ? NOT_LISTED
                            : PayloadText.of(window.description())));
      }
    }
    columns.add(right("calls").with(window -> grouped(window.count())));
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, busiest, columns);
  }

  /** The account as a JSON object; whoever has more to say adds to it. */
  public static ObjectNode json(Account account) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("balanced", account.balanced());
    json.put("concern", account.concern().orElse(null));
    for (Figure figure : account.figures()) {
      if (figure.reasons().isPresent()) {
        ObjectNode reasons = json.putObject(figure.field());
        figure.reasons().get().forEach(reasons::put);
      } else {
        json.put(figure.field(), figure.records());
      }
    }
    for (Check check : account.checks()) {
      json.withArray("/checks")
          .addObject()
          .put("check", check.name())
          .put("expected", check.expected())
          .put("found", check.found())
          .put("difference", check.difference());
    }
    return json;
  }

  /** Adds the busiest windows; instants in ISO 8601, UTC. */
  public static void addBusiest(ObjectNode json, List<BusyWindow> busiest) {
    ArrayNode windows = json.putArray("busiest");
    for (BusyWindow window : busiest) {
      ObjectNode one =
          windows
              .addObject()
              .put("window_start", window.start().toString())
              .put("window_end", window.end().toString());
      for (GroupColumn column : GroupColumn.values()) {
        one.put(column.field(), window.group().value(column));
        column.descriptionField().ifPresent(field -> one.put(field, window.description()));
      }
      one.put("count", window.count());
    }
  }

  /**
   * JSON as it is printed, ASCII throughout: it holds text of calls, and what is beyond ASCII may
   * steer a terminal, as may the delete character, which JSON needs no escape for.
   */
  public static String text(ObjectNode json) {
    try {
      return PRINTER.writeValueAsString(json).replace("\u007f", "\\u007F");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  /** A window in San Francisco time: {@code 2018-10-31 23:50–00:00 PDT}. */
  public static String span(Instant start, Instant end) {
    return DAY_AND_TIME.format(start) + "–" + TIME_AND_ZONE.format(end);
  }

  /** A number with its thousands set apart. */
  public static String grouped(long number) {
    return String.format(Locale.US, "%,d", number);
  }

  /** The same with its sign. */
  public static String signed(long number) {
    return number == 0 ? "0" : String.format(Locale.US, "%+,d", number);
  }

  /** A column of texts. */
  public static Column left(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(60);
  }

  /** A column of numbers. */
  public static Column right(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.RIGHT)
        .dataAlign(HorizontalAlign.RIGHT);
  }
}
