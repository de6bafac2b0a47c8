package org.sfcalls.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void recordsOfOneMillisecondAreToldTogether() {
    for (long timestamp : new long[] {10, 10, 10, 12, 10, 30}) {
      latencies.add(timestamp);
    }
    assertThat(told(20)).containsExactly("10 ms: 3", "8 ms: 1", "10 ms: 1", "0 ms: 1");
    assertThat(told(20)).isEmpty();
  }

  @Test
  void anyNumberOfMillisecondsIsTold() {
    for (long timestamp = 0; timestamp < 1000; timestamp++) {
      latencies.add(timestamp);
    }
    assertThat(told(1000)).hasSize(1000).contains("1000 ms: 1", "1 ms: 1");
  }

  private List<String> told(long now) {
    List<String> told = new ArrayList<>();
    latencies.tell(now, (millis, records) -> told.add(millis + " ms: " + records));
    return told;
  }
}
