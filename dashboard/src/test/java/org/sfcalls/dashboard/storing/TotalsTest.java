package org.sfcalls.dashboard.storing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.dashboard.CallLog;

class TotalsTest {
  @TempDir Path folder;

  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("calls.duckdb"), false);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Totals totalsOf(Change... changes) {
    store.apply(List.of(changes), Map.of());
    return Totals.of(store);
  }

  @Test
  void nothingBalances() {
    Totals totals = Totals.of(store);

    assertThat(totals.raw()).isZero();
    assertThat(totals.open()).isZero();
    assertThat(totals.balanced()).isTrue();
    assertThat(totals.checks())
        .extracting(Totals.Check::name)
        .containsExactly(
            "raw = clean + rejected + repeated", "2 windows a decoded call = counted + late");
  }

  @Test
  void everyRawRecordIsCleanRejectedOrRepeatedAndEveryDecodedCallIsCountedOrLate() {
    // Five clean calls, one of which does not decode; of the others two were late for one window.
    Totals totals =
        totalsOf(
            new Change.Ledger(0, "CLEAN", "", 3L),
            new Change.Ledger(1, "CLEAN", "", 2L),
            new Change.Ledger(0, "REPEATED", "", 4L),
            new Change.Ledger(0, "REJECTED", "BAD_DATE", 1L),
            new Change.Ledger(1, "REJECTED", "BAD_DATE", 1L),
            CallLog.deadLetter(1, "BAD_DATE", ""),
            CallLog.deadLetter(2, "BAD_DATE", ""),
            new Change.Rejected(
                0, 3, 0, Change.Source.CLEAN, "calls.clean-0@9", "UNDECODABLE", null, "", ""),
            CallLog.count("2016-11-27T18:20:00Z", "Fire", "HAN", 4L),
            CallLog.count("2016-11-27T18:25:00Z", "Fire", "HAN", 2L),
            CallLog.late(7, "2016-11-27T18:25:00Z", "Fire"),
            CallLog.late(8, "2016-11-27T18:25:00Z", "Fire"));

    assertThat(totals.raw()).isEqualTo(11);
    assertThat(totals.rejected()).isEqualTo(2);
    assertThat(totals.open()).isZero();
    assertThat(totals.balanced()).isTrue();
  }

  @Test
  void callsThatAreNotCountedYetAreOpen() {
    Totals totals =
        totalsOf(
            new Change.Ledger(0, "CLEAN", "", 5L),
            CallLog.count("2016-11-27T18:20:00Z", "Fire", "HAN", 3L),
            CallLog.count("2016-11-27T18:25:00Z", "Fire", "HAN", 3L));

    assertThat(totals.open()).isEqualTo(4);
    assertThat(totals.balanced()).isFalse();
    assertThat(differing(totals))
        .containsExactly(new Totals.Check("2 windows a decoded call = counted + late", 10, 6, -4));
  }

  @Test
  void reasonsThatMakeUpForEachOtherStillDiffer() {
    Totals totals =
        totalsOf(
            new Change.Ledger(0, "REJECTED", "BAD_DATE", 2L),
            new Change.Ledger(0, "REJECTED", "BAD_ID", 1L),
            CallLog.deadLetter(1, "BAD_DATE", ""),
            CallLog.deadLetter(2, "BAD_ID", ""),
            CallLog.deadLetter(3, "BAD_ID", ""));

    assertThat(differing(totals))
        .containsExactly(
            new Totals.Check("rejected, BAD_DATE: ledger = topic", 2, 1, -1),
            new Totals.Check("rejected, BAD_ID: ledger = topic", 1, 2, 1));
  }

  @Test
  void aDeadLetterThatIsMissingDiffersInTheSumAndInItsReason() {
    Totals totals = totalsOf(new Change.Ledger(0, "REJECTED", "BAD_DATE", 1L));

    assertThat(differing(totals))
        .containsExactly(
            new Totals.Check("raw = clean + rejected + repeated", 1, 0, -1),
            new Totals.Check("rejected, BAD_DATE: ledger = topic", 1, 0, -1));
  }

  @Test
  void aDeadLetterOfATopicThatIsNotOursNeverBalances() {
    Totals totals =
        totalsOf(
            new Change.Rejected(
                0, 1, 0, Change.Source.OTHER, "orders-0@4", "(none)", null, "", ""));

    assertThat(differing(totals))
        .containsExactly(new Totals.Check("dead letters of unknown topics", 0, 1, 1));
  }

  @Test
  void anOutcomeThatIsNotKnownNeverBalances() {
    Totals totals = totalsOf(new Change.Ledger(0, "LOST", "", 1L));

    assertThat(totals.raw()).isEqualTo(1);
    assertThat(totals.ledgerRejected()).isEqualTo(Map.of("(unknown outcome)", 1L));
    assertThat(totals.balanced()).isFalse();
  }

  @Test
  void aRejectionWithoutAReasonIsHeldAgainstDeadLettersWithoutOne() {
    Totals totals =
        totalsOf(new Change.Ledger(0, "REJECTED", "", 1L), CallLog.deadLetter(1, "(none)", ""));

    assertThat(totals.balanced()).isTrue();
  }

  @Test
  void windowsThatDoNotOverlapCountEachCallOnce() {
    Totals totals =
        totalsOf(
            CallLog.progress(1, CallLog.windowsOf("PT10M", "PT10M")),
            new Change.Ledger(0, "CLEAN", "", 3L),
            CallLog.count("2016-11-27T18:20:00Z", "Fire", "HAN", 3L));

    assertThat(totals.windowsPerCall()).isEqualTo(1);
    assertThat(totals.balanced()).isTrue();
  }

  private static List<Totals.Check> differing(Totals totals) {
    return totals.checks().stream().filter(check -> check.difference() != 0).toList();
  }
}
