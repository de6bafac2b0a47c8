package org.sfcalls.dashboard.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sfcalls.dashboard.CallLog.count;
import static org.sfcalls.dashboard.CallLog.second;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.dashboard.CallLog;

class NowViewTest extends ViewTest {

  private NowView.Answer now() {
    return NowView.of(store, Optional.empty(), SAN_FRANCISCO);
  }

  private NowView.Answer at(String window) {
    return NowView.of(store, Optional.of(second(window)), SAN_FRANCISCO);
  }

  @Test
  void anEmptyStoreHasNoWindow() {
    NowView.Answer answer = now();

    assertThat(answer.version()).isZero();
    assertThat(answer.window()).isNull();
    assertThat(answer.previous()).isNull();
    assertThat(answer.next()).isNull();
    assertThat(answer.recent()).isEmpty();
    assertThat(answer.hour()).isNull();
    assertThat(answer.types()).isEmpty();
    assertThat(answer.others()).isEqualTo(new NowView.Others(0, 0));
    assertThat(at("2016-11-27T18:20:00Z").window()).isNull();
  }

  @Test
  void progressWithoutCountsHasNoWindowEither() {
    progress("2016-11-27T18:34:59Z", "2016-11-27T18:20:00Z");

    assertThat(now().window()).isNull();
  }

  @Test
  void aStoreWhoseOnlyChangeWasADeletionHasNoWindow() {
    apply(count("2016-11-27T18:20:00Z", "Fire", "HAN", null));

    assertThat(now().window()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2016-11-27T18:34:59Z, 2016-11-27T18:20:00Z",
    "2016-11-27T18:35:00Z, 2016-11-27T18:25:00Z",
    "2016-11-27T18:39:59.999Z, 2016-11-27T18:25:00Z",
    "2016-11-27T18:40:00Z, 2016-11-27T18:30:00Z"
  })
  void theNewestWindowThatEventTimeHasPassedIsShown(String newestEvent, String window) {
    new CallLog().call("2016-11-27T18:00:00Z", "Fire").call(newestEvent, "Fire").into(store);
    progress(newestEvent, null);

    assertThat(now().window().start()).isEqualTo(window);
    assertThat(Duration.between(Instant.parse(window), Instant.parse(now().window().end())))
        .isEqualTo(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource({
    "2016-11-27T18:29:59.999Z, false",
    "2016-11-27T18:30:00Z, true",
    "2016-11-27T18:30:00.001Z, true"
  })
  void aWindowIsFinalOnceTheWatermarkHasReachedItsEnd(String watermark, boolean isFinal) {
    new CallLog().call("2016-11-27T18:20:00Z", "Fire").into(store);
    progress("2016-11-27T18:40:00Z", watermark);

    assertThat(at("2016-11-27T18:20:00Z").window().isFinal()).isEqualTo(isFinal);
    assertThat(at("2016-11-27T18:15:00Z").window().isFinal()).isTrue();
    assertThat(at("2016-11-27T18:25:00Z").window().isFinal()).isFalse();
    assertThat(now().recent())
        .filteredOn(window -> window.start().equals("2016-11-27T18:20:00Z"))
        .singleElement()
        .extracting(NowView.Window::isFinal)
        .isEqualTo(isFinal);
  }

  @Test
  void nothingIsFinalBeforeAnalyticsHasToldAWatermark() {
    new CallLog().call("2016-11-27T18:20:00Z", "Fire").into(store);
    progress("2016-11-27T18:40:00Z", null);

    assertThat(at("2016-11-27T18:20:00Z").window().isFinal()).isFalse();
  }

  @Test
  void previousAndNextLeadFromTheFirstWindowToTheNewest() {
    new CallLog()
        .call("2016-11-27T18:07:00Z", "Fire")
        .call("2016-11-27T18:32:00Z", "Fire")
        .into(store);
    progress("2016-11-27T18:32:00Z", null);

    assertThat(now().window().start()).isEqualTo("2016-11-27T18:20:00Z");
    assertThat(now().next()).isNull();
    assertThat(now().previous()).isEqualTo("2016-11-27T18:15:00Z");
    assertThat(at("2016-11-27T18:15:00Z").next()).isEqualTo("2016-11-27T18:20:00Z");
    assertThat(at("2016-11-27T18:05:00Z").previous()).isEqualTo("2016-11-27T18:00:00Z");
    assertThat(at("2016-11-27T18:00:00Z").previous()).isNull();
  }

  @Test
  void theWindowsUpToTheNewestOverlapAndAreOldestFirst() {
    CallLog calls = new CallLog();
    Instant at = Instant.parse("2016-11-27T12:00:00Z");
    for (int i = 0; i < 80; i++) {
      calls.calls(at.plus(Duration.ofMinutes(5L * i)), "Fire", "HAN", i + 1);
    }
    calls.into(store);
    // The last call is of 18:35 and the 80th: windows up to 18:25 have passed.
    progress("2016-11-27T18:35:00Z", "2016-11-27T18:20:00Z");

    List<NowView.Window> recent = now().recent();
    assertThat(recent).hasSize(25);
    assertThat(recent.get(24).start()).isEqualTo("2016-11-27T18:25:00Z");
    assertThat(recent.get(24).calls()).isEqualTo(78 + 79);
    assertThat(recent.get(24).isFinal()).isFalse();
    assertThat(recent.get(0).start()).isEqualTo("2016-11-27T16:25:00Z");
    assertThat(recent.get(0).calls()).isEqualTo(54 + 55);
    assertThat(recent.get(0).isFinal()).isTrue();
    assertThat(recent).extracting(NowView.Window::start).isSorted();
    assertThat(now().window()).isEqualTo(recent.get(24));
  }

  @Test
  void theTenBusiestTypesAreShownWithTheirDispositionsAndTheOthersTogether() {
    CallLog calls = new CallLog();
    Instant at = Instant.parse("2016-11-27T18:22:00Z");
    for (int i = 0; i < 14; i++) {
      calls.calls(at, "type " + (char) ('a' + i), "HAN", 20 - i);
    }
    calls.calls(at, "type a", "ADV", 30).calls(at, "type a", "QQ7", 1);
    calls.into(store);
    progress("2016-11-27T18:30:00Z", null);

    NowView.Answer answer = at("2016-11-27T18:20:00Z");
    assertThat(answer.types())
        .extracting(NowView.Type::type)
        .containsExactly(
            "type a", "type b", "type c", "type d", "type e", "type f", "type g", "type h",
            "type i", "type j");
    assertThat(answer.others()).isEqualTo(new NowView.Others(4, 10 + 9 + 8 + 7));
    assertThat(answer.types().get(0).calls()).isEqualTo(51);
    assertThat(answer.types().get(0).dispositions())
        .containsExactly(
            new NowView.Disposition("ADV", "Advised", true, 30),
            new NowView.Disposition("HAN", "Handled", true, 20),
            new NowView.Disposition("QQ7", null, false, 1));
    assertThat(answer.window().calls())
        .isEqualTo(
            answer.types().stream().mapToLong(NowView.Type::calls).sum() + answer.others().calls());
  }

  @Test
  void aThousandDispositionsOfATypeAreTwentyAndTheOthersTogether() {
    CallLog calls = new CallLog();
    Instant at = Instant.parse("2016-11-27T18:22:00Z");
    for (int i = 0; i < 1_000; i++) {
      calls.calls(at, "Fire", "D%03d".formatted(i), i < 20 ? 2 : 1);
    }
    calls.into(store);
    progress("2016-11-27T18:30:00Z", null);

    List<NowView.Disposition> shown = at("2016-11-27T18:20:00Z").types().get(0).dispositions();
    assertThat(shown).hasSize(21);
    assertThat(shown.get(0)).isEqualTo(new NowView.Disposition("D000", null, false, 2));
    assertThat(shown.get(20)).isEqualTo(new NowView.Disposition("(other)", null, false, 980));
  }

  @Test
  void theHourOfManyTypesAddsUpThoughFewAreToldApart() {
    CallLog calls = new CallLog();
    Instant at = Instant.parse("2016-11-27T18:22:00Z");
    int types = HourHistory.MOST_TYPES + 500;
    for (int i = 0; i < types; i++) {
      calls.calls(at, "type %04d".formatted(i), "HAN", i == types - 1 ? 3 : 1);
    }
    calls.into(store);
    progress("2016-11-27T18:30:00Z", null);

    HourHistory hour =
        HourHistory.read(
            store,
            Instant.parse("2016-11-27T18:30:00Z").getEpochSecond(),
            0,
            ZoneId.of("America/Los_Angeles"));
    assertThat(hour.now()).hasSize(HourHistory.MOST_TYPES + 1);
    assertThat(hour.now()).containsEntry("type %04d".formatted(types - 1), 3L);
    assertThat(hour.now()).containsEntry(HourHistory.OTHERS, 500L);
    assertThat(hour.total()).isEqualTo(types + 2);
    NowView.Answer answer = at("2016-11-27T18:20:00Z");
    assertThat(answer.window().calls()).isEqualTo(types + 2);
    assertThat(answer.others()).isEqualTo(new NowView.Others(types - 10, types - 10));
  }

  @Test
  void anHourCountsEachCallOnceThoughItsWindowsOverlap() {
    CallLog calls = new CallLog();
    for (int minute = 0; minute < 120; minute++) {
      calls.calls(
          Instant.parse("2016-11-27T17:00:00Z").plus(Duration.ofMinutes(minute)), "Fire", "HAN", 1);
    }
    calls.into(store);
    progress("2016-11-27T19:00:00Z", "2016-11-27T18:35:00Z");

    NowView.Answer answer = at("2016-11-27T18:25:00Z");
    assertThat(answer.hour().from()).isEqualTo("2016-11-27T17:35:00Z");
    assertThat(answer.hour().to()).isEqualTo("2016-11-27T18:35:00Z");
    assertThat(answer.hour().calls()).isEqualTo(60);
    assertThat(answer.hour().isFinal()).isTrue();
    assertThat(answer.hour().usual()).isNull();
    assertThat(answer.hour().changePercent()).isNull();
    assertThat(answer.types().get(0).hourCalls()).isEqualTo(60);
    assertThat(answer.types().get(0).usualHourMean()).isNull();
  }

  /** Clocks in San Francisco went back on 2016-11-06 and forward on 2016-03-13. */
  @ParameterizedTest
  @CsvSource({"2016-11-08T18:00", "2016-11-27T18:00", "2016-03-15T18:00", "2016-08-10T18:00"})
  void theHourIsComparedWithTheSameHourOfTheWallClock(LocalDateTime end) {
    CallLog calls = new CallLog();
    for (int week = 0; week <= 9; week++) {
      Instant then = end.minusWeeks(week).atZone(SAN_FRANCISCO).toInstant();
      calls.calls(then.minus(Duration.ofMinutes(30)), "Fire", "HAN", week == 0 ? 15 : 10);
      // What an hour of UTC, or of the hour before or after, would take.
      calls.calls(then.minus(Duration.ofMinutes(90)), "Fire", "HAN", 500);
      calls.calls(then.plus(Duration.ofMinutes(30)), "Fire", "HAN", 500);
    }
    calls.into(store);

    Instant window = end.atZone(SAN_FRANCISCO).toInstant().minus(Duration.ofMinutes(10));
    NowView.Answer answer = NowView.of(store, Optional.of(window.getEpochSecond()), SAN_FRANCISCO);
    assertThat(answer.hour().calls()).isEqualTo(15);
    assertThat(answer.hour().usual().weeks()).isEqualTo(8);
    assertThat(answer.hour().usual().mean()).isEqualTo(10);
    assertThat(answer.hour().usual().low()).isEqualTo(1);
    assertThat(answer.hour().usual().high()).isEqualTo(19);
    assertThat(answer.hour().changePercent()).isCloseTo(50, within(1e-9));
  }

  @Test
  void weeksBeforeTheFirstCountAreNotCompared() {
    CallLog calls = new CallLog();
    for (int week = 0; week < 4; week++) {
      calls.calls(
          Instant.parse("2016-08-10T17:30:00Z").minus(Duration.ofDays(7L * week)),
          "Fire",
          "HAN",
          9);
    }
    // The hour of the third week before is there as a whole.
    calls.call("2016-07-20T16:00:00Z", "Noise").into(store);

    NowView.Answer answer = at("2016-08-10T17:50:00Z");
    assertThat(answer.hour().usual().weeks()).isEqualTo(3);
    assertThat(answer.hour().usual().mean()).isEqualTo(9);
  }

  @Test
  void aWindowFarAwayIsEmpty() {
    new CallLog().call("2016-11-27T18:20:00Z", "Fire").into(store);

    NowView.Answer answer = at("2090-01-01T00:00:00Z");
    assertThat(answer.window().calls()).isZero();
    assertThat(answer.window().isFinal()).isFalse();
    assertThat(answer.types()).isEmpty();
    assertThat(answer.next()).isNull();
    assertThat(at("2001-01-01T00:00:00Z").recent()).isEmpty();
  }

  @Test
  void aHostileTypeIsATextLikeAnyOther() {
    new CallLog()
        .call("2016-11-27T18:20:00Z", HOSTILE)
        .call("2016-11-27T18:30:00Z", "Fire")
        .into(store);

    assertThat(at("2016-11-27T18:20:00Z").types())
        .extracting(NowView.Type::type)
        .containsExactly(HOSTILE);
  }
}
