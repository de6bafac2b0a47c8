package org.sfcalls.analytics.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;

class PartitionActivityTest {

  private Instant now = Instant.EPOCH;
  private final Map<Integer, Seen> clocks = new HashMap<>();
  private final PartitionActivity activity =
      new PartitionActivity(() -> clocks, Duration.ofSeconds(30), () -> now);

  @Test
  void aPartitionWithoutCallsStandsForTheSlowestOfTheActiveOnes() {
    calls(1, 5_000);
    calls(2, 3_000);
    assertThat(activity.idleMark(0)).isEmpty();
    now = now.plusSeconds(30);
    assertThat(activity.idleMark(0)).isEmpty();
    now = now.plusSeconds(1);
    calls(1, 9_000);
    calls(2, 7_000);
    assertThat(activity.idleMark(0)).hasValue(7_000);
    assertThat(activity.idleMark(1)).isEmpty();
  }

  @Test
  void aPartitionThatFallsSilentIsIdleAfterAWhileAndNoLongerOnceItHasACall() {
    calls(0, 1_000);
    calls(1, 1_000);
    assertThat(activity.idleMark(0)).isEmpty();
    for (int second = 10; second <= 50; second += 10) {
      now = Instant.EPOCH.plusSeconds(second);
      calls(1, 1_000L + second);
      assertThat(activity.idleMark(0).isPresent()).isEqualTo(second >= 40);
    }
    calls(0, 1_500);
    assertThat(activity.idleMark(0)).isEmpty();
  }

  @Test
  void recordsThatComeToAnEmptyPartitionDuringALongBatchFindItActive() {
    // Planned with calls in partition 1 alone; the batch takes 35 seconds, and partition 0 fills.
    assertThat(activity.idleMark(0)).isEmpty();
    now = now.plusSeconds(35);
    calls(1, 9_000);
    // The next batch is planned: it will read partition 0 for the first time.
    assertThat(activity.idleMark(0)).isEmpty();
    now = now.plusSeconds(35);
    calls(0, 1_000);
    calls(1, 9_500);
    assertThat(activity.idleMark(0)).isEmpty();
  }

  @Test
  void whenAllInputStopsNoPartitionIsMarked() {
    calls(0, 1_000);
    calls(1, 2_000);
    assertThat(activity.idleMark(0)).isEmpty();
    now = now.plusSeconds(1_000);
    assertThat(activity.idleMark(0)).isEmpty();
    assertThat(activity.idleMark(1)).isEmpty();
  }

  @Test
  void aSlowBatchMakesNoPartitionIdle() {
    calls(0, 1_000);
    calls(1, 1_000);
    assertThat(activity.idleMark(0)).isEmpty();
    // Partition 1's task ended long after partition 0's, but in the same batch.
    calls(0, 2_000);
    now = now.plusSeconds(100);
    calls(1, 2_000);
    assertThat(activity.idleMark(0)).isEmpty();
  }

  @Test
  void callsThatAreNotNewerAreActivityToo() {
    calls(0, 5_000);
    calls(1, 5_000);
    assertThat(activity.idleMark(0)).isEmpty();
    now = now.plusSeconds(40);
    calls(0, 4_000);
    calls(1, 6_000);
    assertThat(activity.idleMark(0)).isEmpty();
  }

  private void calls(int partition, long newestMs) {
    Seen before = clocks.getOrDefault(partition, new Seen(Long.MIN_VALUE, 0));
    clocks.put(partition, new Seen(Math.max(before.newestMs(), newestMs), before.calls() + 1));
  }
}
