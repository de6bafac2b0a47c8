package org.sfcalls.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccountTest {
  private static final SortedMap<String, Long> NONE = counts(Map.of());
  private static final SortedMap<String, Long> SEVEN =
      counts(Map.of("BAD_DATE", 4L, "NOT_JSON", 3L));

  @Test
  void anUnknownOutcomeIsInTheAccount() {
    assertThat(new Ledger.Sum().add("OTHER", null, 3).ledger().rejected())
        .containsExactly(Map.entry("(unknown outcome)", 3L));
  }

  @Test
  void theLedgerAddsUpItsPartitions() {
    Ledger ledger =
        new Ledger.Sum()
            .add("CLEAN", null, 3)
            .add("CLEAN", null, 4)
            .add("REPEATED", null, 2)
            .add("REJECTED", "BAD_DATE", 1)
            .add("REJECTED", "", 1)
            .add("REJECTED", "BAD_DATE", 5)
            .ledger();

    assertThat(ledger).isEqualTo(new Ledger(7, 2, counts(Map.of("BAD_DATE", 6L, "(none)", 1L))));
    assertThat(ledger.total()).isEqualTo(16);
  }

  @Test
  void anAuditHoldsTheTopicsAgainstTheCalls() {
    Figures figures = new Figures(20, 20, NONE, NONE, NONE, new Ledger(20, 0, NONE), 40, 0);

    assertThat(Account.of(figures, new Recomputed(0, 40, 0, 0, 0), 2).balanced()).isTrue();
    assertThat(failures(Account.of(figures, new Recomputed(1, 38, 2, 3, 4), 2)))
        .containsExactly(
            "undecodable records that are kept -1",
            "2 x decoded calls = counted + late +2",
            "totals that differ +2",
            "late pairs without a call +3",
            "undecodable counts and late pairs +4");
  }

  @Test
  void aBatchCountsEachValidCallInAllItsWindows() {
    SortedMap<String, Long> undecodable = counts(Map.of("UNDECODABLE", 2L));

    Account account = Account.of(new BatchFigures(10, 1, SEVEN, undecodable, 15, 20), 2);
    assertThat(account.balanced()).isTrue();
    assertThat(account.figures().get(0).records()).isEqualTo(20);
    assertThat(failures(Account.of(new BatchFigures(10, 1, SEVEN, undecodable, 15, 19), 2)))
        .containsExactly("2 x valid calls = counted -1");
  }

  @Test
  void balancesWhenEveryEquationHolds() {
    Account account = account(100, 90, SEVEN, new Ledger(90, 3, SEVEN), 179, 1);

    assertThat(account.balanced()).isTrue();
    assertThat(account.checks()).hasSize(6).allMatch(Check::holds);
  }

  @Test
  void balancesWhenThereIsNothing() {
    assertThat(account(0, 0, NONE, new Ledger(0, 0, NONE), 0, 0).balanced()).isTrue();
  }

  @Test
  void aRawRecordThatWasLostIsMissingFromRawAndLedger() {
    Account account = account(101, 90, SEVEN, new Ledger(90, 3, SEVEN), 180, 0);

    assertThat(failures(account))
        .containsExactly("raw = clean + rejected + repeated -1", "ledger: all of raw -1");
  }

  @Test
  void aCleanRecordThatWasWrittenTwiceIsSeen() {
    Account account = account(100, 91, SEVEN, new Ledger(90, 3, SEVEN), 180, 0);

    assertThat(failures(account))
        .containsExactly(
            "raw = clean + rejected + repeated +1",
            "ledger: clean -1",
            "2 x decoded calls = counted + late -2");
  }

  @Test
  void aRejectionUnderAnotherReasonIsSeenThoughTheTotalsAgree() {
    SortedMap<String, Long> other = counts(Map.of("BAD_DATE", 5L, "NOT_JSON", 2L));
    Account account = account(100, 90, SEVEN, new Ledger(90, 3, other), 180, 0);

    assertThat(failures(account))
        .containsExactly("ledger: rejected, BAD_DATE +1", "ledger: rejected, NOT_JSON -1");
  }

  @Test
  void aReasonThatOnlyOneSideKnowsIsSeen() {
    SortedMap<String, Long> six = counts(Map.of("BAD_DATE", 4L, "NOT_JSON", 2L, "TOO_LONG", 1L));

    assertThat(failures(account(100, 90, SEVEN, new Ledger(90, 3, six), 180, 0)))
        .containsExactly("ledger: rejected, NOT_JSON -1", "ledger: rejected, TOO_LONG +1");
    assertThat(failures(account(100, 90, six, new Ledger(90, 3, SEVEN), 180, 0)))
        .containsExactly("ledger: rejected, NOT_JSON +1", "ledger: rejected, TOO_LONG -1");
  }

  @Test
  void aWindowThatWasNotCountedIsSeen() {
    Account account = account(100, 90, SEVEN, new Ledger(90, 3, SEVEN), 178, 1);

    assertThat(failures(account)).containsExactly("2 x decoded calls = counted + late -1");
  }

  @Test
  void aRecordThatAnalyticsCouldNotDecodeHasNoWindows() {
    Figures figures =
        new Figures(
            100,
            90,
            SEVEN,
            counts(Map.of("UNDECODABLE", 2L)),
            NONE,
            new Ledger(90, 3, SEVEN),
            176,
            0);

    assertThat(Account.of(figures, 2).balanced()).isTrue();
  }

  @Test
  void aDeadLetterOfAnUnknownSourceIsSeen() {
    Figures figures =
        new Figures(
            100, 90, SEVEN, NONE, counts(Map.of("(none)", 1L)), new Ledger(90, 3, SEVEN), 180, 0);

    assertThat(failures(Account.of(figures, 2))).containsExactly("dead letters of (none) +1");
  }

  @Test
  void callsThatWereDeletedUnreadAreShownAndDoNotBalance() {
    Account account = seen(new Unseen(7, 0), new Ledger(90, 3, SEVEN, 7));

    assertThat(account.figures()).contains(Figure.of("deleted from raw", 7), Figure.of("lost", 7));
    assertThat(failures(account)).containsExactly("deleted before ingest read them +7");
    assertThat(account.checks().get(0).name())
        .isEqualTo("raw + deleted = clean + rejected + repeated + lost");
  }

  @Test
  void callsThatWereDeletedAfterTheyWereReadBalance() {
    assertThat(seen(new Unseen(20, 0), new Ledger(90, 3, SEVEN), 80).balanced()).isTrue();
  }

  @Test
  void callsBehindAnOpenTransactionAreSeen() {
    assertThat(failures(seen(new Unseen(0, 12), new Ledger(90, 3, SEVEN))))
        .containsExactly("raw behind an open transaction +12");
  }

  @Test
  void aStrangersRecordIsNamedAndNoFault() {
    SortedMap<String, Long> strange = counts(Map.of("calls.counts, first at partition 1", 2L));
    Account account =
        Account.of(
            new Figures(
                100,
                Unseen.NOTHING,
                90,
                SEVEN,
                NONE,
                NONE,
                strange,
                new Ledger(90, 3, SEVEN),
                180,
                0),
            2);

    assertThat(account.good()).isTrue();
    assertThat(account.figures()).contains(Figure.byReason("unreadable", strange));
  }

  @Test
  void whereMostWasRejectedItBalancesAndIsNoGood() {
    SortedMap<String, Long> most = counts(Map.of("NOT_JSON", 60L, "BAD_DATE", 1L));
    Account account = account(120, 59, most, new Ledger(59, 0, most), 118, 0);

    assertThat(account.balanced()).isTrue();
    assertThat(account.good()).isFalse();
    assertThat(account.verdict())
        .isEqualTo(
            "The account balances, but 61 of 120 records were rejected, most for NOT_JSON: is the"
                + " input police calls in a form that ingest knows? './sfcalls rejected' shows each"
                + " fault.");
    SortedMap<String, Long> half = counts(Map.of("NOT_JSON", 60L));
    assertThat(account(120, 60, half, new Ledger(60, 0, half), 120, 0).good()).isTrue();
  }

  private static Account seen(Unseen unseen, Ledger ledger) {
    return seen(unseen, ledger, 100);
  }

  private static Account seen(Unseen unseen, Ledger ledger, long raw) {
    return Account.of(new Figures(raw, unseen, 90, SEVEN, NONE, NONE, NONE, ledger, 180, 0), 2);
  }

  @Test
  void windowsPerCallIsASettingOfAtLeastOne() {
    Figures figures = new Figures(5, 5, NONE, NONE, NONE, new Ledger(5, 0, NONE), 20, 0);

    assertThat(Account.of(figures, 4).balanced()).isTrue();
    assertThat(Account.of(figures, 2).balanced()).isFalse();
    assertThatThrownBy(() -> Account.of(figures, 0)).hasMessageContaining("at least 1");
  }

  private static Account account(
      long raw,
      long clean,
      SortedMap<String, Long> rejected,
      Ledger ledger,
      long counted,
      long late) {
    return Account.of(new Figures(raw, clean, rejected, NONE, NONE, ledger, counted, late), 2);
  }

  private static SortedMap<String, Long> counts(Map<String, Long> counts) {
    return new TreeMap<>(counts);
  }

  private static List<String> failures(Account account) {
    assertThat(account.balanced()).isFalse();
    return account.checks().stream()
        .filter(check -> !check.holds())
        .map(check -> check.name() + String.format(" %+d", check.difference()))
        .toList();
  }
}
