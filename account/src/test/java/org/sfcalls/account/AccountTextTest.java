package org.sfcalls.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

class AccountTextTest {
  private static final BusyWindow WINDOW =
      new BusyWindow(
          Instant.parse("2018-10-31T06:50:00Z"),
          Instant.parse("2018-10-31T07:00:00Z"),
          group("Traffic \u001b[2JStop"),
          null,
          1234);

  private static CallGroup group(String type) {
    return CallGroup.of(Map.of(GroupColumn.TYPE, type, GroupColumn.DISPOSITION, "INC"));
  }

  @Test
  void windowsAreShownInSanFranciscoTimeWithItsZone() {
    assertThat(AccountText.span(WINDOW.start(), WINDOW.end()))
        .isEqualTo("2018-10-30 23:50–00:00 PDT");
    assertThat(
            AccountText.span(
                Instant.parse("2018-12-31T20:00:00Z"), Instant.parse("2018-12-31T20:10:00Z")))
        .isEqualTo("2018-12-31 12:00–12:10 PST");
  }

  @Test
  void textOfACallCanNotSteerTheTerminal() {
    assertThat(AccountText.busiest(List.of(WINDOW)))
        .contains("Traffic \\u001b[2JStop")
        .doesNotContain("\u001b");
  }

  @Test
  void aCodeThatTheTableDoesNotListSaysSo() {
    assertThat(AccountText.busiest(List.of(WINDOW))).contains("— (not in the table)");
    assertThat(AccountText.busiest(List.of(WINDOW))).contains("1,234");
  }

  @Test
  void theVerdictStandsUnderTheTables() {
    assertThat(AccountText.tables(account(1_234_567)))
        .contains("1,234,567", "The account balances");
    assertThat(AccountText.tables(account(1_234_566)))
        .contains("DOES NOT BALANCE: 2 of 4 checks fail", "+1");
  }

  @Test
  void jsonHoldsTheFiguresTheChecksAndTheWindows() {
    ObjectNode json = AccountText.json(account(1_234_566));
    AccountText.addBusiest(json, List.of(WINDOW));

    assertThat(json.get("balanced").asBoolean()).isFalse();
    assertThat(json.get("raw").asLong()).isEqualTo(1_234_566);
    assertThat(json.get("checks").get(0).get("difference").asLong()).isEqualTo(1);
    assertThat(json.get("busiest").get(0).get("window_start").asText())
        .isEqualTo("2018-10-31T06:50:00Z");
    assertThat(json.get("busiest").get(0).get("disposition_description").isNull()).isTrue();
  }

  @Test
  void jsonCanNotSteerTheTerminalAndKeepsTheText() throws IOException {
    String type = "\u001b[2J\u009b31m\u007f\u202eÑandú\u2028\ud83d\ude93";
    BusyWindow hostile = new BusyWindow(WINDOW.start(), WINDOW.end(), group(type), null, 1);

    ObjectNode json = AccountText.json(account(5));
    AccountText.addBusiest(json, List.of(hostile));
    String text = AccountText.text(json);

    assertThat(text).matches("[ -~\n]+").contains("\\u009B31m\\u007F\\u202E");
    assertThat(new ObjectMapper().readTree(text).at("/busiest/0/original_crime_type_name").asText())
        .isEqualTo(type);
  }

  private static Account account(long raw) {
    TreeMap<String, Long> none = new TreeMap<>(Map.of());
    return Account.of(
        new Figures(
            raw, 1_234_567, none, none, none, new Ledger(1_234_567, 0, none), 2 * 1_234_567, 0),
        2);
  }
}
