package org.sfcalls.dashboard.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sfcalls.dashboard.CallLog.group;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.dashboard.following.Flow.Percentiles;
import org.sfcalls.dashboard.storing.Change;

class FlowTest {
  private static final long NOON = CallLog.second("2026-11-26T12:00:00Z") * 1000;

  private final Flow flow = new Flow();

  private static Change writtenAt(long ms) {
    return new Change.Counted(0, 600, group("Fire", "HAN"), "Handled", 1L, ms);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1",
    "2, 1, 2, 2",
    "10, 5, 9, 10",
    "11, 6, 10, 11",
    "100, 50, 90, 99",
    "1000, 500, 900, 990"
  })
  void percentilesAreTheNearestRank(int count, long p50, long p90, long p99) {
    // From the largest to the smallest: they need no order.
    long[] values = LongStream.rangeClosed(1, count).map(value -> count + 1 - value).toArray();

    assertThat(Percentiles.of(values)).isEqualTo(new Percentiles(count, p50, p90, p99, count));
    assertThat(values[0]).as("the values are left as they were").isEqualTo(count);
  }

  @Test
  void noValuesHaveNoPercentiles() {
    assertThat(Percentiles.of(new long[0])).isNull();
    assertThat(flow.shownAfter()).isNull();
  }

  @Test
  void aCountIsShownSoLongAfterItWasWritten() {
    flow.stored(List.of(writtenAt(NOON - 100), writtenAt(NOON - 300), writtenAt(NOON - 200)), NOON);

    assertThat(flow.shownAfter()).isEqualTo(new Percentiles(3, 200, 300, 300, 300));
  }

  @Test
  void recordsOfThePastTellNothingOfHowLongItTakes() {
    flow.stored(List.of(writtenAt(NOON - 60_000), writtenAt(NOON - 86_400_000)), NOON);
    assertThat(flow.shownAfter()).isNull();

    flow.stored(List.of(writtenAt(NOON - 59_999)), NOON);
    assertThat(flow.shownAfter()).isEqualTo(new Percentiles(1, 59_999, 59_999, 59_999, 59_999));
  }

  @Test
  void aBrokersClockThatIsAheadIsNoTimeBelowZero() {
    flow.stored(List.of(writtenAt(NOON + 500)), NOON);

    assertThat(flow.shownAfter().max()).isZero();
  }

  @Test
  void onlyCountsAreTimed() {
    flow.stored(
        List.of(
            new Change.Ledger(0, "CLEAN", "", 1L),
            CallLog.deadLetter(1, "BAD_DATE", ""),
            CallLog.late(1, "2016-11-27T18:20:00Z", "Fire")),
        NOON);

    assertThat(flow.shownAfter()).isNull();
  }

  @Test
  void theNewestThousandAreJudged() {
    List<Change> slow = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      slow.add(writtenAt(NOON - 9_000));
    }
    flow.stored(slow, NOON);
    assertThat(flow.shownAfter().known()).isEqualTo(1000);

    List<Change> fast = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      fast.add(writtenAt(NOON - 10));
    }
    flow.stored(fast, NOON);
    assertThat(flow.shownAfter()).isEqualTo(new Percentiles(1000, 10, 10, 10, 10));
  }

  @Test
  void withOneLookThereIsNoRate() {
    assertThat(flow.rates()).isEqualTo(new Flow.Rates(null, null, null));
    flow.sample(NOON, 100, 90, 80);
    assertThat(flow.rates()).isEqualTo(new Flow.Rates(null, null, null));
  }

  @Test
  void ratesAreThoseOfTheNewestTenSeconds() {
    for (int second = 0; second <= 60; second++) {
      // Ten a second at first, a hundred a second from 50 on.
      long raw = second <= 50 ? 10L * second : 500 + 100L * (second - 50);
      flow.sample(NOON + second * 1000L, raw, raw / 2, raw * 2);
    }

    assertThat(flow.rates()).isEqualTo(new Flow.Rates(100.0, 50.0, 200.0));
  }

  @Test
  void looksThatAreFarApartStillGiveARate() {
    flow.sample(NOON, 0, 0, 0);
    flow.sample(NOON + 1_000, 1, 1, 1);
    flow.sample(NOON + 21_000, 201, 101, 41);

    assertThat(flow.rates()).isEqualTo(new Flow.Rates(10.0, 5.0, 2.0));
  }

  @Test
  void twoLooksAtOneMomentGiveNoRateThatIsNoNumber() {
    flow.sample(NOON, 0, 0, 0);
    flow.sample(NOON, 10, 0, 0);

    Flow.Rates rates = flow.rates();
    assertThat(rates.ingest())
        .satisfiesAnyOf(rate -> assertThat(rate).isNull(), rate -> assertThat(rate).isFinite());
    assertThat(rates.analytics())
        .satisfiesAnyOf(rate -> assertThat(rate).isNull(), rate -> assertThat(rate).isFinite());
  }
}
