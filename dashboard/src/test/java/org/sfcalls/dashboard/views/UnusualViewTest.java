package org.sfcalls.dashboard.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sfcalls.dashboard.CallLog;

class UnusualViewTest extends ViewTest {
  private static final Instant HOUR = Instant.parse("2016-11-27T18:00:00Z");

  private UnusualView.Answer newest() {
    return UnusualView.of(store, Optional.empty(), SAN_FRANCISCO);
  }

  private UnusualView.Answer at(Instant hour) {
    return UnusualView.of(store, Optional.of(hour.getEpochSecond()), SAN_FRANCISCO);
  }

  /** The calls of the hour itself, then of the same hour of the week before, and so on. */
  private static void weeks(CallLog calls, String type, long... byWeek) {
    for (int week = 0; week < byWeek.length; week++) {
      if (byWeek[week] > 0) {
        Instant at =
            HOUR.atZone(SAN_FRANCISCO).minusWeeks(week).toInstant().plus(Duration.ofMinutes(20));
        calls.calls(at, type, "HAN", byWeek[week]);
      }
    }
  }

  /** A type that is there in all weeks, from the beginning of the first hour on. */
  private static CallLog log() {
    CallLog calls = new CallLog();
    weeks(calls, "Passing Call", 40, 40, 41, 39, 40, 42, 38, 40, 40);
    return calls.calls(Instant.parse("2016-10-01T00:00:00Z"), "Passing Call", "HAN", 1);
  }

  @Test
  void theTypesOutsideOfTheirRangeComeFirstTheMostStrikingOnTop() {
    CallLog calls = log();
    weeks(calls, "Fireworks", 60, 4, 5, 3, 4, 4, 5, 3, 4);
    weeks(calls, "Noise", 25, 9, 10, 8, 9, 9, 10, 8, 9);
    weeks(calls, "Traffic Stop", 10, 100, 99, 101, 100, 100, 102, 98, 100);
    weeks(calls, "Rare", 5);
    weeks(calls, "New", 6);
    calls.into(store);

    UnusualView.Answer answer = at(HOUR);
    assertThat(answer.types())
        .extracting(type -> type.type() + " " + type.direction())
        .containsExactly("Fireworks above", "Traffic Stop below", "New above", "Noise above");
    UnusualView.Type traffic = answer.types().get(1);
    assertThat(traffic.calls()).isEqualTo(10);
    assertThat(traffic.mean()).isEqualTo(100);
    assertThat(traffic.low()).isEqualTo(70);
    assertThat(traffic.high()).isEqualTo(130);
    assertThat(traffic.history()).containsExactly(100L, 99L, 101L, 100L, 100L, 102L, 98L, 100L);
    assertThat(answer.usual())
        .extracting(UnusualView.Type::type)
        .containsExactly("Passing Call", "Rare");
    assertThat(answer.usual()).allSatisfy(type -> assertThat(type.direction()).isNull());
    assertThat(answer.checked()).isEqualTo(6);
    assertThat(answer.weeks()).isEqualTo(8);
    assertThat(answer.rule()).isEqualTo(UsualRange.RULE);
  }

  @Test
  void aTypeThatIsMissingInTheHourStandsOutWhereItUsuallyIsBusy() {
    CallLog calls = log();
    weeks(calls, "Traffic Stop", 0, 100, 99, 101, 100, 100, 102, 98, 100);
    calls.into(store);

    assertThat(at(HOUR).types())
        .extracting(type -> type.type() + " " + type.calls() + " " + type.direction())
        .containsExactly("Traffic Stop 0 below");
  }

  @Test
  void tenUsualTypesAreShownAndAllAreChecked() {
    CallLog calls = log();
    for (int i = 0; i < 20; i++) {
      weeks(calls, "type " + i, 10 + i, 10 + i, 10 + i, 10 + i, 10 + i);
    }
    calls.into(store);

    assertThat(at(HOUR).usual()).hasSize(10).first().extracting("type").isEqualTo("Passing Call");
    assertThat(at(HOUR).usual())
        .extracting(UnusualView.Type::calls)
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(at(HOUR).checked()).isEqualTo(21);
  }

  @Test
  void withFewerThanThreeWeeksNothingIsJudged() {
    CallLog calls = new CallLog();
    weeks(calls, "Fire", 100, 1, 1);
    calls.into(store);

    assertThat(at(HOUR).types()).isEmpty();
    assertThat(at(HOUR).checked()).isZero();
  }

  @Test
  void theNewestFullHourThatIsFinalIsJudged() {
    log().into(store);
    progress("2016-11-27T19:40:00Z", "2016-11-27T19:25:00Z");
    assertThat(newest().hour())
        .isEqualTo(new UnusualView.Hour("2016-11-27T18:00:00Z", "2016-11-27T19:00:00Z", true));

    progress("2016-11-27T20:10:00Z", "2016-11-27T19:59:59.999Z");
    assertThat(newest().hour().from()).isEqualTo("2016-11-27T18:00:00Z");
    progress("2016-11-27T20:10:00Z", "2016-11-27T20:00:00Z");
    assertThat(newest().hour())
        .isEqualTo(new UnusualView.Hour("2016-11-27T19:00:00Z", "2016-11-27T20:00:00Z", true));
  }

  @Test
  void previousAndNextLeadThroughTheHoursOfTheData() {
    new CallLog()
        .call("2016-11-27T17:00:00Z", "Fire")
        .call("2016-11-27T19:59:00Z", "Fire")
        .into(store);
    progress("2016-11-27T20:00:00Z", "2016-11-27T19:30:00Z");

    UnusualView.Answer answer = at(HOUR);
    assertThat(answer.previous()).isEqualTo("2016-11-27T17:00:00Z");
    assertThat(answer.next()).isEqualTo("2016-11-27T19:00:00Z");
    assertThat(at(HOUR.minus(Duration.ofHours(1))).previous()).isNull();
    assertThat(at(HOUR.plus(Duration.ofHours(1))).next()).isNull();
    assertThat(at(HOUR.plus(Duration.ofHours(1))).hour().isFinal()).isFalse();
  }

  @Test
  void theHourIsThatOfTheZone() {
    new CallLog()
        .call("2016-11-27T12:00:00Z", "Fire")
        .call("2016-11-27T19:59:00Z", "Fire")
        .into(store);
    progress("2016-11-27T20:00:00Z", "2016-11-27T20:00:00Z");

    assertThat(
            UnusualView.of(store, Optional.empty(), java.time.ZoneId.of("Asia/Kolkata"))
                .hour()
                .to())
        .isEqualTo("2016-11-27T19:30:00Z");
  }

  @Test
  void anEmptyStoreHasNoHour() {
    UnusualView.Answer answer = newest();

    assertThat(answer.hour()).isNull();
    assertThat(answer.types()).isEmpty();
    assertThat(answer.usual()).isEmpty();
    assertThat(answer.previous()).isNull();
    assertThat(answer.next()).isNull();
    assertThat(answer.rule()).isNotEmpty();
    assertThat(at(HOUR).hour()).isNull();
  }
}
