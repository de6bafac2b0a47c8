package org.sfcalls.analytics.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sfcalls.account.Account;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;
import org.sfcalls.account.Recomputed;
import org.sfcalls.analytics.TestGroups;

class AuditReportTest {

  private static final Instant NOON = Instant.parse("2018-12-01T20:00:00Z");

  @Test
  void anAuditThatBalancesSaysSo() {
    AuditResult audit = audit(List.of(), 0, 20);

    assertThat(audit.account().balanced()).isTrue();
    assertThat(AuditReport.tables(audit))
        .contains("The account balances: every call is accounted for.")
        .contains("| 2 x decoded calls = counted + late |       40 |    40 |          0 |")
        .doesNotContain("not counted yet");
  }

  @Test
  void callsThatAreNotCountedYetAreToldAndAreNoDifference() {
    AuditResult audit = audit(List.of(), 0, 21);

    assertThat(audit.account().balanced()).isTrue();
    assertThat(AuditReport.tables(audit))
        .contains("1 clean calls are not counted yet")
        .contains("4 totals have some of them already");
  }

  @Test
  void theFirstDifferencesAreNamedAndTheOthersCounted() {
    List<Difference> differences =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    new Difference(
                        NOON.plusSeconds(300L * i),
                        NOON.plusSeconds(300L * i + 600),
                        TestGroups.of("Fire\u001b[31m", "HAN"),
                        1_000,
                        1_000 + i))
            .toList();
    AuditResult audit = audit(differences, 1_023, 20);

    assertThat(audit.account().balanced()).isFalse();
    assertThat(AuditReport.tables(audit))
        .contains(
            "| 2018-12-01 13:35–13:45 PST | Fire\\u001b[31m | HAN         |    1,000 | 1,019 |        +19 |")
        .contains("and 1,003 more")
        .contains("THE ACCOUNT DOES NOT BALANCE: 1 of 8 checks fail.")
        .doesNotContain("\u001b");
  }

  @Test
  void jsonHoldsTheSameAndCanNotSteerATerminal() throws Exception {
    String text =
        AuditReport.json(
            audit(
                List.of(
                    new Difference(
                        NOON, NOON.plusSeconds(600), TestGroups.of("Fire\u009b", "HAN"), 1, 2)),
                1,
                20),
            3);

    assertThat(text).isASCII();
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json.get("balanced").booleanValue()).isFalse();
    assertThat(json.get("totals_repaired").longValue()).isEqualTo(3);
    assertThat(json.at("/differences/0/original_crime_type_name").textValue())
        .isEqualTo("Fire\u009b");
    assertThat(json.at("/differences/0/window_start").textValue())
        .isEqualTo("2018-12-01T20:00:00Z");
    assertThat(json.get("checks")).hasSize(8);
  }

  /** Twenty calls are counted, of so many. */
  private static AuditResult audit(List<Difference> differences, long differing, long clean) {
    TreeMap<String, Long> none = new TreeMap<>();
    Figures figures =
        new Figures(clean, clean, none, none, none, new Ledger(clean, 0, none), 40, 0);
    return new AuditResult(
        Account.of(figures, new Recomputed(0, 40, differing, 0, 0), 2),
        clean - 20,
        clean == 20 ? 0 : 4,
        differing,
        differences);
  }
}
