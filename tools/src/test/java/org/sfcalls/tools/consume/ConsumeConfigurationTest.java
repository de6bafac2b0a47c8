package org.sfcalls.tools.consume;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;

class ConsumeConfigTest {

  @Test
  void refusesOptionsThatCanNotBeAndNamesThem() {
    assertThatThrownBy(() -> config("no topic", true, 0, true))
        .hasMessageContaining("TOPIC is 'no topic'");
    assertThatThrownBy(() -> config("t", true, -1, true)).hasMessageContaining("--max is -1");
    assertThatThrownBy(() -> config("t", false, 0, true))
        .hasMessageContaining("--until-end needs --from-beginning");
  }

  private static ConsumeConfig config(
      String topic, boolean fromBeginning, long max, boolean untilEnd) {
    return new ConsumeConfig(topic, fromBeginning, max, untilEnd, IsolationLevel.READ_COMMITTED);
  }
}
