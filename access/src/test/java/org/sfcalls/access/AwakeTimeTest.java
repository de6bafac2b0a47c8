package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AwakeTimeTest {
  private final AtomicLong nanos = new AtomicLong(-7);
  private final AwakeTime time = new AwakeTime(nanos::get);

  @Test
  void timePassesWhileTheProgramRuns() {
    for (int second = 1; second <= 100; second++) {
      assertThat(after(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(second));
    }
  }

  @Test
  void theTimeOfASuspensionDoesNotCount() {
    after(Duration.ofSeconds(3));
    assertThat(after(Duration.ofSeconds(150))).isEqualTo(Duration.ofSeconds(3));
    assertThat(after(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(5));
  }

  private Duration after(Duration more) {
    nanos.addAndGet(more.toNanos());
    return Duration.ofNanos(time.getAsLong());
  }
}
