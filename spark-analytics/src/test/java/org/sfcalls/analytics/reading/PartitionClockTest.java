package org.sfcalls.analytics.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;

class PartitionClockTest {
  private static final Instant NOON = Instant.parse("2018-06-01T12:00:00Z");

  private PartitionClock clock = new PartitionClock(new Seen(Seen.NEVER_MS, 0));

  @Test
  void theFirstCallSetsTheClock() {
    assertThat(see(at(0))).isEqualTo(at(0));
    assertThat(clock()).isEqualTo(at(0));
  }

  @Test
  void aNewerCallAdvancesItAndAnOlderOneDoesNot() {
    see(at(0));
    see(at(180));
    assertThat(see(at(-600))).isEqualTo(at(-600));
    assertThat(clock()).isEqualTo(at(180));
  }

  @Test
  void twelveCallsDatedTwentyHoursAheadDoNotMoveIt() {
    see(at(0));
    IntStream.range(0, 12).forEach(call -> assertThat(see(at(1_200 + call))).isEqualTo(at(0)));
    assertThat(clock()).isEqualTo(at(0));
  }

  @Test
  void theNewestCallIsKnownWhetherItMovesTheClockOrNot() {
    see(at(0));
    see(at(1_200));
    Seen seen = clock.report();
    assertThat(seen.clockMs()).isEqualTo(at(0).toEpochMilli());
    assertThat(seen.newestMs()).isEqualTo(at(1_200).toEpochMilli());
  }

  @Test
  void anyNumberOfThemAmongHonestCallsDoesNotMoveIt() {
    for (int minute = 0; minute < 100; minute++) {
      see(at(minute));
      IntStream.range(0, 19).forEach(call -> see(at(1_200)));
      // Late calls are no sign that time has passed.
      see(at(-10_000));
    }
    assertThat(clock()).isEqualTo(at(99));
  }

  @Test
  void afterAGapInTheDataItFollowsToTheOldestOfTwentyCalls() {
    see(at(0));
    see(at(1_250));
    IntStream.range(0, 18).forEach(call -> see(at(1_240 + call)));
    assertThat(clock()).isEqualTo(at(0));
    assertThat(see(at(1_300))).isEqualTo(at(1_240));
    assertThat(see(at(1_301))).isEqualTo(at(1_301));
  }

  @Test
  void theSuccessionContinuesInTheNextTask() {
    see(at(0));
    IntStream.range(0, 12).forEach(call -> see(at(1_200)));
    clock = new PartitionClock(clock.report());
    IntStream.range(0, 7).forEach(call -> see(at(1_201)));
    assertThat(clock()).isEqualTo(at(0));
    see(at(1_202));
    assertThat(clock()).isEqualTo(at(1_200));
  }

  private Instant see(Instant call) {
    return Instant.ofEpochMilli(clock.see(call.toEpochMilli()));
  }

  private Instant clock() {
    return Instant.ofEpochMilli(clock.report().clockMs());
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }
}
