package org.sfcalls.sandbox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void anEmptyStreamIsDone() {
    Standing empty = standing(Map.of(0, 0L), Map.of(), Map.of(0, 0L), Map.of());

    assertThat(empty.allIngested()).isTrue();
    assertThat(empty.allCounted()).isTrue();
  }

  @Test
  void aPartitionWithoutRecordsMayBeAbsent() {
    Standing done =
        standing(Map.of(0, 0L, 1, 9L), Map.of(1, 9L), Map.of(0, 0L, 1, 9L), Map.of(1, 9L));

    assertThat(done.allIngested()).isTrue();
    assertThat(done.allCounted()).isTrue();
  }

  @Test
  void onePartitionBehindIsNotDone() {
    Standing behind =
        standing(Map.of(0, 5L, 1, 9L), Map.of(0, 5L, 1, 8L), Map.of(0, 5L, 1, 9L), Map.of(0, 5L));

    assertThat(behind.allIngested()).isFalse();
    assertThat(behind.allCounted()).isFalse();
  }

  @Test
  void oneTierAtItsEndIsNotTheEnd() {
    assertThat(standing(9, 9, 9, 9).endsReached()).isTrue();
    assertThat(standing(9, 8, 8, 8).endsReached()).isFalse();
    assertThat(standing(9, 9, 9, 8).endsReached()).isFalse();
  }

  @Test
  void theLedgerAgreesWhenItKnowsAllOfRawAndAnalyticsReadAllThatIsClean() {
    assertThat(known(9, 7, 9, 7, 7).ledgerAgrees()).isTrue();
    assertThat(known(0, 0, 0, 0, 0).ledgerAgrees()).isTrue();
    assertThat(known(9, 7, 8, 7, 7).ledgerAgrees()).isFalse();
  }

  @Test
  void anEndOfTheCleanTopicSeenTooEarlyIsNotTakenForTheEnd() {
    // Ingest has committed nine calls; the end of the clean topic still stands before the last two.
    Standing tooEarly = known(9, 7, 9, 9, 7);

    assertThat(tooEarly.endsReached()).isTrue();
    assertThat(tooEarly.ledgerAgrees()).isFalse();
  }

  @Test
  void theTierThatHasWorkAndDoesNoneIsNamed() {
    assertThat(stillAfterLimit(standing(9, 5, 5, 5), true)).contains("ingest");
    assertThat(stillAfterLimit(standing(9, 9, 9, 5), false)).contains("analytics");
    assertThat(stillAfterLimit(standing(9, 9, 9, 9), true)).contains("replay");
  }

  @Test
  void whatMovesIsNotStill() {
    Stillness stillness = new Stillness(LIMIT, false);

    assertThat(stillness.check(t(0), standing(9, 5, 5, 5), true, t(0))).isEmpty();
    assertThat(stillness.check(t(119), standing(9, 5, 5, 5), true, t(0))).isEmpty();
    assertThat(stillness.check(t(120), standing(9, 6, 5, 5), true, t(0))).isEmpty();
    assertThat(stillness.check(t(239), standing(9, 6, 5, 5), true, t(0))).isEmpty();
    assertThat(stillness.check(t(240), standing(9, 6, 5, 5), true, t(0))).contains("ingest");
  }

  @Test
  void aReplayThatWaitsOrSortsIsNotStill() {
    Standing waiting = standing(9, 9, 9, 9);
    Stillness paced = new Stillness(LIMIT, true);
    Stillness sorting = new Stillness(LIMIT, false);

    for (int second = 0; second < 600; second += 60) {
      assertThat(paced.check(t(second), waiting, true, t(0))).isEmpty();
      assertThat(sorting.check(t(second), waiting, true, t(second))).isEmpty();
    }
  }

  @Test
  void allWindowsAreFinalOnceTheWatermarkHasReachedTheEndOfTheLast() {
    Instant end = Instant.parse("2018-12-31T20:10:00Z");
    assertThat(watermark(null, null).allFinal()).isTrue();
    assertThat(watermark(null, end).allFinal()).isFalse();
    assertThat(watermark(end.minusMillis(1), end).allFinal()).isFalse();
    assertThat(watermark(end, end).allFinal()).isTrue();
  }

  private static Standing watermark(Instant watermark, Instant lastEnd) {
    return new Standing(Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, 0, watermark, lastEnd);
  }

  @Test
  void theStatusLineSaysHowFarEachTierIs() {
    Standing standing =
        new Standing(
            Map.of(0, 200_000L),
            Map.of(0, 150_000L),
            Map.of(),
            Map.of(),
            0,
            0,
            100_000,
            Instant.parse("2018-12-31T20:00:00Z"),
            null);

    assertThat(StatusLine.text(t(12), standing, 34_567))
        .isEqualTo(
            " 12 s  raw 200,000  ingested 150,000  counted 100,000  34,567 calls/s"
                + "  watermark 2018-12-31 12:00 PST");
  }

  private static java.util.Optional<String> stillAfterLimit(Standing standing, boolean replaying) {
    Stillness stillness = new Stillness(LIMIT, false);
    stillness.check(t(0), standing, replaying, t(0));
    return stillness.check(t(120), standing, replaying, t(0));
  }

  private static Duration t(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Standing known(long raw, long clean, long ledger, long ledgerClean, long counted) {
    return new Standing(
        Map.of(0, raw),
        Map.of(0, raw),
        Map.of(0, clean),
        Map.of(0, clean),
        ledger,
        ledgerClean,
        counted,
        null,
        null);
  }

  private static Standing standing(long raw, long ingested, long clean, long counted) {
    return standing(Map.of(0, raw), Map.of(0, ingested), Map.of(0, clean), Map.of(0, counted));
  }

  private static Standing standing(
      Map<Integer, Long> raw,
      Map<Integer, Long> ingested,
      Map<Integer, Long> clean,
      Map<Integer, Long> counted) {
    return new Standing(raw, ingested, clean, counted, 0, 0, 0, null, null);
  }
}
