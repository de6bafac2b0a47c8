package org.sfcalls.dashboard.storing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sfcalls.dashboard.CallLog.clean;
import static org.sfcalls.dashboard.CallLog.count;
import static org.sfcalls.dashboard.CallLog.deadLetter;
import static org.sfcalls.dashboard.CallLog.late;
import static org.sfcalls.dashboard.CallLog.ledger;
import static org.sfcalls.dashboard.CallLog.progress;
import static org.sfcalls.dashboard.CallLog.raw;
import static org.sfcalls.dashboard.CallLog.windowsOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.account.Check;

/** The figures of the account; the equations are tested where they are. */
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

    assertThat(totals.empty()).isTrue();
    assertThat(totals.open()).isZero();
    assertThat(totals.account().balanced()).isTrue();
  }

  @Test
  void everyFigureIsReadFromItsOwnTopic() {
    // Five clean calls, one of which does not decode; of the others two were late for one window.
    Totals totals =
        totalsOf(
            raw(8),
            raw(3),
            clean(4),
            clean(1),
            new Change.Ledger(0, "CLEAN", "", 3L),
            new Change.Ledger(1, "CLEAN", "", 2L),
            new Change.Ledger(0, "REPEATED", "", 4L),
            new Change.Ledger(0, "REJECTED", "BAD_DATE", 1L),
            new Change.Ledger(1, "REJECTED", "BAD_DATE", 1L),
            deadLetter(1, "BAD_DATE", ""),
            deadLetter(2, "BAD_DATE", ""),
            new Change.Rejected(
                0, 3, 0, Change.Source.CLEAN, "calls.clean-0@9", "UNDECODABLE", null, "", ""),
            count("2016-11-27T18:20:00Z", "Fire", "HAN", 4L),
            count("2016-11-27T18:25:00Z", "Fire", "HAN", 2L),
            late(7, "2016-11-27T18:25:00Z", "Fire"),
            late(8, "2016-11-27T18:25:00Z", "Fire"));

    assertThat(totals.figures().raw()).isEqualTo(11);
    assertThat(totals.figures().clean()).isEqualTo(5);
    assertThat(totals.figures().rejected()).isEqualTo(Map.of("BAD_DATE", 2L));
    assertThat(totals.figures().undecodable()).isEqualTo(Map.of("UNDECODABLE", 1L));
    assertThat(totals.figures().ledger().repeated()).isEqualTo(4);
    assertThat(totals.figures().counted()).isEqualTo(6);
    assertThat(totals.figures().late()).isEqualTo(2);
    assertThat(totals.open()).isZero();
    assertThat(totals.account().balanced()).isTrue();
  }

  @Test
  void callsThatAreNotCountedYetAreOpen() {
    Totals totals =
        totalsOf(
            raw(5),
            clean(5),
            ledger("CLEAN", "", 5),
            count("2016-11-27T18:20:00Z", "Fire", "HAN", 3L),
            count("2016-11-27T18:25:00Z", "Fire", "HAN", 3L));

    assertThat(totals.open()).isEqualTo(4);
    assertThat(differing(totals))
        .containsExactly(new Check("2 x decoded calls = counted + late", 10, 6));
  }

  @Test
  void aDeadLetterOfATopicThatIsNotOursNeverBalances() {
    Totals totals =
        totalsOf(
            new Change.Rejected(
                0, 1, 0, Change.Source.OTHER, "orders-0@4", "(none)", null, "", ""));

    assertThat(differing(totals)).containsExactly(new Check("dead letters of other topics", 0, 1));
  }

  @Test
  void anOutcomeThatIsNotKnownNeverBalances() {
    Totals totals = totalsOf(raw(1), ledger("LOST", "", 1));

    assertThat(totals.figures().ledger().total()).isEqualTo(1);
    assertThat(totals.account().balanced()).isFalse();
  }

  @Test
  void aRejectionWithoutAReasonIsHeldAgainstDeadLettersWithoutOne() {
    Totals totals = totalsOf(raw(1), ledger("REJECTED", "", 1), deadLetter(1, "(none)", ""));

    assertThat(totals.account().balanced()).isTrue();
  }

  @Test
  void windowsThatDoNotOverlapCountEachCallOnce() {
    Totals totals =
        totalsOf(
            progress(1, windowsOf("PT10M", "PT10M")),
            raw(3),
            clean(3),
            ledger("CLEAN", "", 3),
            count("2016-11-27T18:20:00Z", "Fire", "HAN", 3L));

    assertThat(totals.windowsPerCall()).isEqualTo(1);
    assertThat(totals.account().balanced()).isTrue();
  }

  private static List<Check> differing(Totals totals) {
    return totals.account().checks().stream().filter(check -> !check.holds()).toList();
  }
}
