package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.Patience.NotYet;

class PatienceTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Long> triesAtMillis = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Patience patience = new Patience(nanos::get, nanos::addAndGet, told::add, false);

  @Test
  void asksSeldomerEachTimeAndTellsAtOnceAndThenEveryTenSeconds() {
    String answer = patience.until(Duration.ofSeconds(60), "start it", () -> comesUpAfter(25));
    assertThat(answer).isEqualTo("up");
    assertThat(triesAtMillis)
        .containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 12_500L, 17_500L, 22_500L, 27_500L);
    assertThat(told)
        .containsExactly(
            "the registry does not answer; waiting, up to 60 s more: start it",
            "the registry does not answer; waiting, up to 48 s more",
            "the registry does not answer; waiting, up to 38 s more");
  }

  @Test
  void givesUpWhenTheLimitIsOverAndSaysWhatToDo() {
    assertThatThrownBy(
            () -> patience.until(Duration.ofSeconds(2), "start it", () -> comesUpAfter(99)))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("the registry does not answer; waited 2 s; start it");
    assertThat(triesAtMillis).containsExactly(0L, 500L, 1_500L, 2_000L);
  }

  @Test
  void triesOnceEvenWithoutPatience() {
    assertThat(patience.<String>until(Duration.ZERO, "start it", () -> "up")).isEqualTo("up");
    assertThatThrownBy(() -> patience.until(Duration.ZERO, "start it", () -> comesUpAfter(1)))
        .isInstanceOf(CommandFailure.class);
    assertThat(told).isEmpty();
  }

  @Test
  void asksOftenAndTellsLaterWhileAllIsBeingSetUp() {
    Patience inSetup = new Patience(nanos::get, nanos::addAndGet, told::add, true);

    assertThat(inSetup.until(Duration.ofSeconds(60), "start it", () -> comesUpAfter(12)))
        .isEqualTo("up");
    assertThat(triesAtMillis).startsWith(0L, 250L, 500L).hasSize(49);
    assertThat(told).containsExactly("the registry does not answer; waiting, up to 50 s more");
  }

  private String comesUpAfter(long seconds) throws NotYet {
    triesAtMillis.add(Duration.ofNanos(nanos.get()).toMillis());
    if (nanos.get() < Duration.ofSeconds(seconds).toNanos()) {
      throw new NotYet("the registry does not answer", null);
    }
    return "up";
  }
}
