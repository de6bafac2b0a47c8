package org.sfcalls.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.latency.AwaitedCounts.Key;
import org.sfcalls.benchmarks.latency.AwaitedCounts.SentCall;

class AwaitedCountsTest {
  private static final Key EARLIER = key("2018-06-08T19:45:00Z");
  private static final Key LATER = key("2018-06-08T19:50:00Z");

  private final AwaitedCounts counts = new AwaitedCounts();

  @Test
  void aTotalIncludesAsManyCallsInTheOrderInWhichTheyWereSent() {
    SentCall first = sent(1_000, EARLIER);
    SentCall second = sent(1_100, EARLIER);
    SentCall third = sent(1_200, EARLIER);

    counts.counted(EARLIER, 2, 1_500);

    assertThat(first.latencyMs()).isEqualTo(500);
    assertThat(second.latencyMs()).isEqualTo(400);
    assertThat(third.isCounted()).isFalse();
    assertThat(counts.missing()).isEqualTo(1);
  }

  @Test
  void aCallIsCountedWhenTheLastOfItsWindowsIs() {
    SentCall call = sent(1_000, LATER, EARLIER);

    counts.counted(LATER, 1, 1_300);
    assertThat(call.isCounted()).isFalse();
    counts.counted(EARLIER, 1, 1_700);

    assertThat(call.latencyMs()).isEqualTo(700);
    assertThat(counts.missing()).isZero();
  }

  @Test
  void aTotalThatComesAgainChangesNothing() {
    SentCall call = sent(1_000, EARLIER);

    counts.counted(EARLIER, 1, 1_300);
    counts.counted(EARLIER, 1, 1_900);

    assertThat(call.latencyMs()).isEqualTo(300);
  }

  @Test
  void aTotalBeyondWhatWasSentIsAFailure() {
    sent(1_000, EARLIER);

    assertThatThrownBy(() -> counts.counted(EARLIER, 2, 1_300))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("1 calls were sent")
        .hasMessageContaining("2 counted");
    assertThatThrownBy(() -> counts.counted(LATER, 1, 1_300)).isInstanceOf(CommandFailure.class);
  }

  private SentCall sent(long atMs, Key... keys) {
    return counts.sent(atMs, List.of(keys));
  }

  private static Key key(String windowStart) {
    return new Key(Instant.parse(windowStart), "Passing Call", "HAN");
  }
}
