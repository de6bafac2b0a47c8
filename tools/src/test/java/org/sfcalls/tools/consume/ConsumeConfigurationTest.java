package org.sfcalls.tools.consume;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;

class ConsumeConfigurationTest {

  @Test
  void refusesOptionsThatCanNotBeAndNamesThem() {
    assertThatThrownBy(() -> configuration("no topic", true, 0, true))
        .hasMessageContaining("TOPIC is 'no topic'");
    assertThatThrownBy(() -> configuration("t", true, -1, true))
        .hasMessageContaining("--max is -1");
    assertThatThrownBy(() -> configuration("t", false, 0, true))
        .hasMessageContaining("--until-end needs --from-beginning");
  }

  private static ConsumeConfiguration configuration(
      String topic, boolean fromBeginning, long max, boolean untilEnd) {
    return new ConsumeConfiguration(
        topic, fromBeginning, max, untilEnd, IsolationLevel.READ_COMMITTED);
  }
}
