package org.sfcalls.ingest.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.access.Health;

class StreamsHealthTest {

  @ParameterizedTest
  @CsvSource({
    "CREATED, 2, true, false",
    "REBALANCING, 2, true, false",
    "RUNNING, 2, true, true",
    "RUNNING, 0, false, false",
    "PENDING_SHUTDOWN, 2, true, false",
    "PENDING_ERROR, 2, false, false",
    "ERROR, 0, false, false",
    "NOT_RUNNING, 0, false, false",
  })
  void anInstanceIsReadyWhenItRunsAndDeadWhenOnlyARestartHelps(
      State state, long threads, boolean live, boolean ready) {
    Health found = StreamsHealth.of(state, threads);
    assertThat(found.live()).isEqualTo(live);
    assertThat(found.ready()).isEqualTo(ready);
    assertThat(found.state()).startsWith(state.toString());
  }
}
