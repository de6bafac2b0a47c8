package org.sfcalls.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadedTimeTest {
  private final AtomicLong nanos = new AtomicLong();
  private double load;
  private final LoadedTime time = new LoadedTime(nanos::get, () -> load);

  @Test
  void timeOfAnIdleMachineCountsInFull() {
    load = 0.3;
    assertThat(after(30)).isEqualTo(Duration.ofSeconds(30));
    load = -1;
    assertThat(after(30)).isEqualTo(Duration.ofSeconds(60));
    assertThat(time.inWords()).isEqualTo("60 s");
  }

  @Test
  void timeOfALoadedMachineCountsLess() {
    load = 4;
    assertThat(after(40)).isEqualTo(Duration.ofSeconds(10));
    load = 1;
    assertThat(after(5)).isEqualTo(Duration.ofSeconds(15));
    assertThat(time.inWords()).isEqualTo("45 s (the machine is busy: 15 s count)");
  }

  @Test
  void everyWaitEnds() {
    load = 1_000;
    assertThat(after(600)).isEqualTo(Duration.ofSeconds(60));
  }

  private Duration after(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    return time.counted();
  }
}
