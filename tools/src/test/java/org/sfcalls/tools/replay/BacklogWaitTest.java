package org.sfcalls.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.Patience.NotYet;
import org.sfcalls.tools.command.StopSignal;

class BacklogWaitTest {
  private final FakeTime time = new FakeTime();
  private final StopSignal stop = new StopSignal();
  private final List<String> told = new ArrayList<>();
  private final BacklogWait wait =
      new BacklogWait(Duration.ofSeconds(30), time::nanos, time::sleep, stop, told::add);

  private long left = 100;

  @Test
  void aBacklogMayTakeAsLongAsItLikesWhileItShrinks() {
    boolean done =
        wait.untilNothingIsLeft(
            "ingest",
            () -> {
              time.pass(9_000);
              return left--;
            });

    assertThat(done).isTrue();
    assertThat(Duration.ofNanos(time.nanos())).isGreaterThan(Duration.ofMinutes(15));
    assertThat(told).isEmpty();
  }

  @Test
  void oneThatDoesNotShrinkIsReportedEveryTenSecondsAndGivenUp() {
    assertThatThrownBy(() -> wait.untilNothingIsLeft("ingest on calls.raw", () -> left))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the calls were sent, but their last windows stay open: ingest on calls.raw: 100 offsets"
                + " are left, unchanged for 30 s; is it running? --final-wait waits longer");
    assertThat(told)
        .containsExactly(
            "ingest on calls.raw: 100 offsets are left, unchanged for 10 s; waiting, up to 20 s more: is it"
                + " running? --final-wait waits longer",
            "ingest on calls.raw: 100 offsets are left, unchanged for 20 s; waiting, up to 10 s more: is it"
                + " running? --final-wait waits longer");
  }

  @Test
  void aBrokerThatIsAwayIsWaitedForAsLong() {
    assertThatThrownBy(
            () ->
                wait.untilNothingIsLeft(
                    "ingest",
                    () -> {
                      throw new NotYet("no broker answers", new IllegalStateException());
                    }))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the calls were sent, but their last windows stay open: ingest: no broker answers,"
                + " unchanged for 30 s; is it running? --final-wait waits longer");
  }

  @Test
  void aStopEndsTheWait() {
    assertThat(
            wait.untilNothingIsLeft(
                "ingest",
                () -> {
                  stop.stop();
                  return left;
                }))
        .isFalse();
  }
}
