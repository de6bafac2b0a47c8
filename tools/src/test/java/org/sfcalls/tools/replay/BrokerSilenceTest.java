package org.sfcalls.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerSilenceTest {
  private long nanos;
  private long missing;
  private long acknowledged;
  private final List<String> told = new ArrayList<>();
  private final BrokerSilence silence =
      new BrokerSilence(
          Duration.ofSeconds(30), () -> missing, () -> acknowledged, () -> nanos, told::add);

  @Test
  void aBrokerThatHasNothingToAcknowledgeIsNotSilent() {
    acknowledged = 9;
    assertThat(overAfter(0)).isFalse();
    assertThat(overAfter(3_600)).isFalse();
    missing = 1;
    assertThat(overAfter(0)).isFalse();
    assertThat(overAfter(29)).isFalse();
    assertThat(overAfter(1)).isTrue();
    assertThat(silence.isOver()).isTrue();
  }

  @Test
  void everyAcknowledgementBeginsANewWait() {
    missing = 5;
    for (int call = 0; call < 10; call++) {
      acknowledged++;
      assertThat(overAfter(29)).isFalse();
    }
    assertThat(overAfter(30)).isTrue();
  }

  @Test
  void itIsReportedEveryTenSeconds() {
    missing = 5;
    for (int second = 0; second < 29; second++) {
      overAfter(second == 0 ? 0 : 1);
    }
    assertThat(told)
        .containsExactly(
            "the broker has acknowledged nothing for 10 s (5 calls wait); waiting, up to 20 s more: is it running? --send-wait waits longer",
            "the broker has acknowledged nothing for 20 s (5 calls wait); waiting, up to 10 s more: is it running? --send-wait waits longer");
  }

  private boolean overAfter(long seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
    return silence.look();
  }
}
