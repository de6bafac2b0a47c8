package org.sfcalls.tools.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sfcalls.tools.replay.Calls.call;

import org.junit.jupiter.api.Test;

class PacerTest {
  private final FakeTime time = new FakeTime();

  @Test
  void neverWaitsWithoutALimit() {
    replay(new Pace.Unlimited(), call("1", "10:00"), call("2", "11:00"));
    assertThat(time.sleptMillis()).isEmpty();
  }

  @Test
  void waitsForEventTimeToPassAtTheFactor() {
    replay(Pace.ofSpeed("600"), call("1", "10:00"), call("2", "10:10"), call("3", "11:00"));
    assertThat(time.sleptMillis()).containsExactly(1_000L, 5_000L);
  }

  @Test
  void catchesUpAfterAStall() {
    Pacer pacer = new Pacer(Pace.ofSpeed("600"), time);
    pacer.awaitTurn(raw(call("1", "10:00")));
    time.pass(700);
    pacer.awaitTurn(raw(call("2", "10:10")));
    assertThat(time.sleptMillis()).containsExactly(300L);
  }

  @Test
  void doesNotWaitForALateCallOrOneWithoutATime() {
    Pacer pacer = new Pacer(Pace.ofSpeed("600"), time);
    pacer.awaitTurn(raw("broken"));
    pacer.awaitTurn(raw(call("1", "10:00")));
    pacer.awaitTurn(raw(call("2", "09:00")));
    assertThat(time.sleptMillis()).isEmpty();
  }

  @Test
  void sendsEvenlyAtARate() {
    replay(new Pace.Rate(4), call("1", "10:00"), call("2", "10:00"), call("3", "10:00"));
    assertThat(time.sleptMillis()).containsExactly(250L, 250L);
  }

  @Test
  void doesNotWaitForTheHourThatTheClocksSkipped() {
    replay(
        Pace.ofSpeed("1"),
        "{\"call_date_time\":\"2018-03-11T01:59:00.000\"}",
        "{\"call_date_time\":\"2018-03-11T03:00:00.000\"}");
    assertThat(time.sleptMillis()).containsExactly(60_000L);
  }

  @Test
  void refusesPacesThatNobodyCanKeep() {
    for (String speed : new String[] {"0", "-1", "NaN", "fast", "Infinity"}) {
      assertThatThrownBy(() -> Pace.ofSpeed(speed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--speed")
          .hasMessageContaining(speed)
          .hasMessageContaining("max");
    }
    assertThatThrownBy(() -> new Pace.Rate(0)).hasMessageContaining("--rate is 0.0");
  }

  private void replay(Pace pace, String... records) {
    Pacer pacer = new Pacer(pace, time);
    for (String record : records) {
      pacer.awaitTurn(raw(record));
    }
  }

  private static RawCall raw(String record) {
    return RawCall.read(0, record.getBytes(UTF_8), RawCall.NO_TIME);
  }
}
