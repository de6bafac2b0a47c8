package org.sfcalls.sandbox.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sfcalls.access.PayloadText;

/** The account and the busiest windows, as tables for people and as JSON for programs. */
public final class AccountReport {

  /** What stands in place of the words for a code that the radio-code table does not list. */
  private static final String NOT_LISTED = "— (not in the table)";

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

  private AccountReport() {}

  /** The busiest windows, in San Francisco time. */
  public static String busiestTable(List<BusyWindow> busiest) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        busiest,
        List.of(
            left("window").with(window -> span(window.start(), window.end())),
            left("type").with(window -> PayloadText.of(window.type())),
            left("disposition").with(window -> PayloadText.of(window.disposition())),
            left("description").with(AccountReport::description),
            right("calls").with(window -> grouped(window.count()))));
  }

  private static String description(BusyWindow window) {
    return window.description() == null ? NOT_LISTED : PayloadText.of(window.description());
  }

  /** The figures, the checks, and whether all of them hold. */
  public static String accountTable(Account account) {
    Figures figures = account.figures();
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"raw", grouped(figures.raw())});
    lines.add(new String[] {"clean", grouped(figures.clean())});
    lines.add(new String[] {"rejected", grouped(figures.rejectedTotal())});
    figures
        .rejected()
        .forEach(
            (reason, count) ->
                lines.add(new String[] {"  " + PayloadText.of(reason), grouped(count)}));
    lines.add(new String[] {"repeated", grouped(figures.ledger().repeated())});
    if (!figures.undecodable().isEmpty()) {
      lines.add(new String[] {"undecodable", grouped(figures.undecodableTotal())});
      figures
          .undecodable()
          .forEach(
              (reason, count) ->
                  lines.add(new String[] {"  " + PayloadText.of(reason), grouped(count)}));
    }
    lines.add(new String[] {"windows counted", grouped(figures.counted())});
    lines.add(new String[] {"late", grouped(figures.late())});
    String counted =
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            lines,
            List.of(left("account").with(line -> line[0]), right("records").with(line -> line[1])));
    String checked =
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            account.checks(),
            List.of(
                left("check").with(check -> PayloadText.of(check.name())),
                right("expected").with(check -> grouped(check.expected())),
                right("found").with(check -> grouped(check.found())),
                right("difference").with(check -> signed(check.difference()))));
    return counted + "\n\n" + checked + "\n" + verdict(account);
  }

  private static String verdict(Account account) {
    if (account.balanced()) {
      return "The account balances: every call is accounted for.";
    }
    long failed = account.checks().stream().filter(check -> !check.holds()).count();
    return "THE ACCOUNT DOES NOT BALANCE: "
        + failed
        + " of "
        + account.checks().size()
        + " checks fail.";
  }

  /** The same as a JSON object; instants in ISO 8601, UTC. */
  public static ObjectNode json(Account account, List<BusyWindow> busiest) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    Figures figures = account.figures();
    json.put("balanced", account.balanced());
    json.put("raw", figures.raw());
    json.put("clean", figures.clean());
    ObjectNode rejected = json.putObject("rejected");
    figures.rejected().forEach(rejected::put);
    json.put("repeated", figures.ledger().repeated());
    ObjectNode undecodable = json.putObject("undecodable");
    figures.undecodable().forEach(undecodable::put);
    json.put("windows_counted", figures.counted());
    json.put("late", figures.late());
    ArrayNode checks = json.putArray("checks");
    for (Account.Check check : account.checks()) {
      checks
          .addObject()
          .put("check", check.name())
          .put("expected", check.expected())
          .put("found", check.found())
          .put("difference", check.difference());
    }
    ArrayNode windows = json.putArray("busiest");
    for (BusyWindow window : busiest) {
      windows
          .addObject()
          .put("window_start", window.start().toString())
          .put("window_end", window.end().toString())
          .put("original_crime_type_name", window.type())
          .put("disposition", window.disposition())
          .put("disposition_description", window.description())
          .put("count", window.count());
    }
    return json;
  }

  /**
   * JSON as it is printed, ASCII throughout: texts of calls stand in it, and what is beyond ASCII
   * may steer a terminal, as may the delete character, which JSON needs no escape for.
   */
  public static String text(ObjectNode json) {
    try {
      return PRINTER.writeValueAsString(json).replace("\u007f", "\\u007F");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of our own can't be written", e);
    }
  }

  /** A window in San Francisco time: {@code 2018-10-31 23:50–00:00 PDT}. */
  static String span(Instant start, Instant end) {
    return DAY_AND_TIME.format(start) + "–" + TIME_AND_ZONE.format(end);
  }

  private static String grouped(long number) {
    return String.format(Locale.US, "%,d", number);
  }

  private static String signed(long number) {
    return number == 0 ? "0" : String.format(Locale.US, "%+,d", number);
  }

  private static Column left(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(60);
  }

  private static Column right(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.RIGHT)
        .dataAlign(HorizontalAlign.RIGHT);
  }
}
