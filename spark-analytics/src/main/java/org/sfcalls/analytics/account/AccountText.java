package org.sfcalls.analytics.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.Map;
import org.sfcalls.access.PayloadText;

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

  private AccountText() {}

  /** A figure of an account and what it counts. */
  public record Figure(String name, long records) {}

  /** The figure of a total, then one for each reason, indented. */
  public static List<Figure> byReason(String name, Map<String, Long> reasons) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(name, reasons.values().stream().mapToLong(Long::longValue).sum()));
    reasons.forEach((reason, count) -> figures.add(new Figure("  " + reason, count)));
    return figures;
  }

  /** The table of the figures. */
  public static String figures(List<Figure> figures) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        figures,
        List.of(
            left("account").with(figure -> PayloadText.of(figure.name())),
            right("records").with(figure -> grouped(figure.records()))));
  }

  /** The table of the checks, and below it whether all of them hold. */
  public static String checks(List<Check> checks) {
    long failed = checks.stream().filter(check -> !check.holds()).count();
    return AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            checks,
            List.of(
                left("check").with(check -> PayloadText.of(check.name())),
                right("expected").with(check -> grouped(check.expected())),
                right("found").with(check -> grouped(check.found())),
                right("difference").with(check -> signed(check.difference()))))
        + "\n"
        + (failed == 0
            ? "The account balances: every call is accounted for."
            : "THE ACCOUNT DOES NOT BALANCE: " + failed + " of " + checks.size() + " checks fail.");
  }

  /** Adds the checks to a JSON account, and whether all of them hold. */
  public static void put(ObjectNode json, List<Check> checks) {
    json.put("balanced", checks.stream().allMatch(Check::holds));
    for (Check check : checks) {
      json.withArray("/checks")
          .addObject()
          .put("check", check.name())
          .put("expected", check.expected())
          .put("found", check.found())
          .put("difference", check.difference());
    }
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
