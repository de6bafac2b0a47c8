package org.sfcalls.analytics.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import java.util.ArrayList;
import java.util.List;
import org.sfcalls.access.PayloadText;
import org.sfcalls.account.AccountText;
import org.sfcalls.schemas.GroupColumn;

/** An audit as tables for people and as JSON for programs. */
final class AuditReport {

  private AuditReport() {}

  /** The figures, the windows that differ, the checks, and whether all of them hold. */
  static String tables(AuditResult audit) {
    StringBuilder text = new StringBuilder(AccountText.figures(audit.account())).append("\n\n");
    if (audit.notCountedYet() > 0 || audit.underWay() > 0) {
      text.append(AccountText.grouped(audit.notCountedYet()))
          .append(" clean calls are not counted yet: the newest progress does not reach them. ")
          .append(AccountText.grouped(audit.underWay()))
          .append(" totals have some of them already, from a batch that had not ended.\n\n");
    }
    if (audit.differing() > 0) {
      text.append(differences(audit)).append("\n\n");
    }
    return text.append(AccountText.checks(audit.account())).toString();
  }

  private static String differences(AuditResult audit) {
    long more = audit.differing() - audit.differences().size();
    List<ColumnData<Difference>> columns = new ArrayList<>();
    columns.add(
        AccountText.left("window")
            .with(difference -> AccountText.span(difference.start(), difference.end())));
    for (GroupColumn column : GroupColumn.values()) {
      columns.add(
          AccountText.left(column.toString())
              .with(difference -> PayloadText.of(difference.group().value(column))));
    }
    columns.add(
        AccountText.right("expected")
            .with(difference -> AccountText.grouped(difference.expected())));
    columns.add(
        AccountText.right("found").with(difference -> AccountText.grouped(difference.found())));
    columns.add(
        AccountText.right("difference")
            .with(difference -> AccountText.signed(difference.found() - difference.expected())));
    return AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, audit.differences(), columns)
        + (more > 0 ? "\nand " + AccountText.grouped(more) + " more" : "");
  }

  /**
   * The same as a JSON object; instants in ISO 8601, UTC.
   *
   * @param repaired totals that were published since
   */
  static String json(AuditResult audit, long repaired) {
    ObjectNode json = AccountText.json(audit.account());
    json.put("not_counted_yet", audit.notCountedYet());
    json.put("totals_under_way", audit.underWay());
    json.put("totals_differing", audit.differing());
    json.put("totals_repaired", repaired);
    for (Difference difference : audit.differences()) {
      ObjectNode one =
          json.withArray("/differences")
              .addObject()
              .put("window_start", difference.start().toString())
              .put("window_end", difference.end().toString());
      for (GroupColumn column : GroupColumn.values()) {
        one.put(column.field(), difference.group().value(column));
      }
      one.put("expected", difference.expected()).put("found", difference.found());
    }
    return AccountText.text(json);
  }
}
