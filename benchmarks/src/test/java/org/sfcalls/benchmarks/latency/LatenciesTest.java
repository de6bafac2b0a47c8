package org.sfcalls.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void aPercentileIsTheLatencyThatSoManyCallsDoNotExceed() {
    Latencies latencies =
        new Latencies(IntStream.rangeClosed(1, 1_000).mapToDouble(n -> 1_001 - n).toArray());

    assertThat(latencies.percentile(50)).isEqualTo(500);
    assertThat(latencies.percentile(99)).isEqualTo(990);
    assertThat(latencies.percentile(100)).isEqualTo(1_000);
    assertThat(latencies.max()).isEqualTo(1_000);
  }

  @Test
  void oneCallIsEveryPercentile() {
    Latencies latencies = new Latencies(new double[] {42});

    assertThat(latencies.percentile(0.1)).isEqualTo(42);
    assertThat(latencies.percentile(100)).isEqualTo(42);
  }

  @Test
  void withoutCallsThereIsNoLatency() {
    assertThatThrownBy(() -> new Latencies(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
