package org.sfcalls.dashboard.following;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.OpenTransactions;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.dashboard.following.Balance.State;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.storing.Totals;

class BalanceTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Totals NOTHING = clean(0, 0);
  private static final Totals RIGHT = clean(5, 10);
  private static final Totals WRONG = clean(5, 9);

  @TempDir Path folder;

  private Store store;
  private Balance balance;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("calls.duckdb"), false);
    balance = new Balance(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private static Totals clean(long calls, long counted) {
    return totals(calls, new TreeMap<>(), counted);
  }

  private static Totals totals(long clean, SortedMap<String, Long> rejected, long counted) {
    long raw = clean + rejected.values().stream().mapToLong(Long::longValue).sum();
    return new Totals(
        new Figures(
            raw,
            clean,
            rejected,
            new TreeMap<>(),
            new TreeMap<>(),
            new Ledger(clean, 0, rejected),
            counted,
            0),
        2,
        false);
  }

  private static Instant t(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  private Balance.Verdict look(Totals totals, boolean upToDate, Long lag, Instant now) {
    return balance.look(totals, upToDate, lag, OpenTransactions.NONE, now);
  }

  private State look(Totals totals, int seconds) {
    return look(totals, true, 0L, t(seconds)).state();
  }

  @Test
  void withNoCallsNothingIsKnown() {
    Balance.Verdict verdict = look(NOTHING, true, 0L, t(0));

    assertThat(verdict).isEqualTo(new Balance.Verdict(State.UNKNOWN, null, "no calls yet"));
  }

  @Test
  void whatAddsUpIsBalancedAtOnce() {
    Balance.Verdict verdict = look(RIGHT, true, 0L, t(0));

    assertThat(verdict)
        .isEqualTo(new Balance.Verdict(State.BALANCED, t(0), "every call is accounted for"));
    assertThat(look(clean(6, 12), true, 0L, t(60)).since()).isEqualTo(t(0));
  }

  @Test
  void aDifferenceIsHeldAgainstThePipelineAfterThirtySecondsOfStillnessOnly() {
    assertThat(look(WRONG, 0)).isEqualTo(State.SETTLING);
    assertThat(look(WRONG, 29)).isEqualTo(State.SETTLING);
    assertThat(look(WRONG, true, 0L, t(29)).message()).isEqualTo("calls are under way");

    Balance.Verdict verdict = look(WRONG, true, 0L, t(30));
    assertThat(verdict.state()).isEqualTo(State.UNBALANCED);
    assertThat(verdict.since()).isEqualTo(t(30));
  }

  @Test
  void whileThingsMoveItIsSettling() {
    for (int second = 0; second < 300; second += 20) {
      assertThat(look(clean(5 + second, 9 + second), second)).isEqualTo(State.SETTLING);
    }
    // Since the last change, at 280.
    assertThat(look(clean(285, 289), 309)).isEqualTo(State.SETTLING);
    assertThat(look(clean(285, 289), 310)).isEqualTo(State.UNBALANCED);
  }

  @Test
  void whileAnalyticsIsBehindItIsSettlingHoweverLong() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.US);
      for (int second = 0; second < 600; second += 30) {
        Balance.Verdict verdict = look(WRONG, true, 12_345L, t(second));
        assertThat(verdict.state()).isEqualTo(State.SETTLING);
        assertThat(verdict.message()).isEqualTo("analytics has 12,345 records still to count");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whileThisPageReadsItIsSettlingHoweverLong() {
    for (int second = 0; second < 600; second += 30) {
      Balance.Verdict verdict = look(WRONG, false, 0L, t(second));
      assertThat(verdict.state()).isEqualTo(State.SETTLING);
      assertThat(verdict.message()).isEqualTo("this page is still reading");
    }
  }

  @Test
  void whereTheLagOfAnalyticsIsNotKnownADifferenceStillTells() {
    assertThat(look(WRONG, true, null, t(0)).state()).isEqualTo(State.SETTLING);
    assertThat(look(WRONG, true, null, t(30)).state()).isEqualTo(State.UNBALANCED);
  }

  @Test
  void whatWasFoundWrongStaysWrongUntilItBalances() {
    assertThat(look(WRONG, 0)).isEqualTo(State.SETTLING);
    assertThat(look(WRONG, 30)).isEqualTo(State.UNBALANCED);
    // More calls come, and the one that is missing is still missing.
    Balance.Verdict verdict = look(clean(6, 11), true, 0L, t(31));
    assertThat(verdict.state()).isEqualTo(State.UNBALANCED);
    assertThat(verdict.since()).isEqualTo(t(30));
    assertThat(look(clean(6, 12), 32)).isEqualTo(State.BALANCED);
    assertThat(look(clean(6, 12), true, 0L, t(40)).since()).isEqualTo(t(32));
  }

  @Test
  void theMessageNamesTheEquationThatDiffers() {
    Locale before = Locale.getDefault();
    try {
      // The message is the same wherever the program runs.
      Locale.setDefault(Locale.GERMANY);
      Totals wrong = totals(5000, new TreeMap<>(Map.of("BAD_DATE", 2000L)), 9999);
      assertThat(look(wrong, 0)).isEqualTo(State.SETTLING);
      assertThat(look(wrong, true, 0L, t(30)).message())
          .isEqualTo(
              "2 x decoded calls = counted + late: 10,000 expected, 9,999 found; ./sfcalls audit"
                  + " tells where");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void callsBehindATransactionThatStaysOpenAreNotAccountedFor() {
    OpenTransactions young = new OpenTransactions(7, List.of("one"), Duration.ofSeconds(9));
    OpenTransactions old =
        new OpenTransactions(7, List.of("transactional id 'x'"), Duration.ofSeconds(10));

    assertThat(balance.look(RIGHT, true, 0L, young, t(0)).state()).isEqualTo(State.SETTLING);
    Balance.Verdict verdict = balance.look(RIGHT, true, 0L, old, t(1));
    assertThat(verdict.state()).isEqualTo(State.UNBALANCED);
    assertThat(verdict.message())
        .startsWith("7 offsets of the raw topic are held back by transactional id 'x'");
    assertThat(look(RIGHT, 2)).isEqualTo(State.BALANCED);
  }

  @Test
  void whereMostCallsWereRejectedItIsNotSimplyBalanced() {
    Totals most = totals(1, new TreeMap<>(Map.of("NOT_JSON", 20L)), 2);

    Balance.Verdict verdict = look(most, true, 0L, t(0));
    assertThat(verdict.state()).isEqualTo(State.CONCERN);
    assertThat(verdict.message()).startsWith("20 of 21 records were rejected, most for NOT_JSON");
  }

  @Test
  void whereMostCallsOfTheNewestBatchesAreLateItIsNotSimplyBalanced() {
    applyFiveCalls();
    store.apply(List.of(CallLog.lateBatch(1, 40, 41)), Map.of());

    Balance.Verdict verdict = look(Totals.of(store), true, 0L, t(1));
    assertThat(verdict.state()).isEqualTo(State.CONCERN);
    assertThat(verdict.message()).startsWith("most calls of the newest batches are late");
  }

  /** Five calls, each of them clean and counted in both of its windows. */
  private void applyFiveCalls() {
    store.apply(
        List.of(
            CallLog.raw(5),
            CallLog.clean(5),
            CallLog.ledger("CLEAN", "", 5),
            CallLog.count("2016-11-27T18:20:00Z", "Fire", "HAN", 5L),
            CallLog.count("2016-11-27T18:25:00Z", "Fire", "HAN", 5L)),
        Map.of());
    assertThat(look(Totals.of(store), 0)).isEqualTo(State.BALANCED);
  }

  @Test
  void aCleanRecordThatTheLedgerLacksIsFound() {
    applyFiveCalls();
    store.apply(List.of(CallLog.ledger("CLEAN", "", 4)), Map.of());

    assertThat(look(Totals.of(store), 10)).isEqualTo(State.SETTLING);
    Balance.Verdict verdict = look(Totals.of(store), true, 0L, t(40));
    assertThat(verdict.state()).isEqualTo(State.UNBALANCED);
    assertThat(verdict.message()).contains("ledger: all of raw", "5 expected, 4 found");
  }

  @Test
  void aRawRecordThatIngestNeverSawIsFound() {
    applyFiveCalls();
    store.apply(List.of(CallLog.raw(1)), Map.of());

    assertThat(look(Totals.of(store), 10)).isEqualTo(State.SETTLING);
    Balance.Verdict verdict = look(Totals.of(store), true, 0L, t(40));
    assertThat(verdict.state()).isEqualTo(State.UNBALANCED);
    assertThat(verdict.message())
        .contains("raw = clean + rejected + repeated", "6 expected, 5 found");
  }

  @Test
  void callsUnderWayDoNotEndATimeOfBalanceAndADifferenceDoes() {
    assertThat(look(RIGHT, 0)).isEqualTo(State.BALANCED);
    assertThat(look(WRONG, true, 3L, t(10)))
        .isEqualTo(
            new Balance.Verdict(State.SETTLING, t(10), "analytics has 3 records still to count"));
    reopen();
    assertThat(look(RIGHT, true, 0L, t(20)).since()).isEqualTo(t(0));

    assertThat(look(WRONG, 30)).isEqualTo(State.SETTLING);
    assertThat(look(WRONG, 60)).isEqualTo(State.UNBALANCED);
    assertThat(look(RIGHT, true, 0L, t(70)).since()).isEqualTo(t(70));
  }

  @Test
  void sinceWhenIsKeptOverReopening() {
    assertThat(look(RIGHT, 0)).isEqualTo(State.BALANCED);
    reopen();

    assertThat(look(clean(7, 14), true, 0L, t(500)))
        .isEqualTo(new Balance.Verdict(State.BALANCED, t(0), "every call is accounted for"));
  }

  @Test
  void whatWasFoundWrongIsStillWrongAfterReopening() {
    assertThat(look(WRONG, 0)).isEqualTo(State.SETTLING);
    assertThat(look(WRONG, 30)).isEqualTo(State.UNBALANCED);
    reopen();

    Balance.Verdict verdict = look(WRONG, true, 0L, t(500));
    assertThat(verdict.state()).isEqualTo(State.UNBALANCED);
    assertThat(verdict.since()).isEqualTo(t(30));
  }
}
