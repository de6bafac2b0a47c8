package org.sfcalls.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.latency.Latencies.Bar;

class LatenciesTest {
  @Test
  void aPercentileIsTheLatencyThatSoManyCallsDoNotExceed() {
    Latencies latencies =
        Latencies.of(LongStream.rangeClosed(1, 1_000).map(n -> 1_001 - n).toArray());

    assertThat(latencies.percentile(0.50)).isEqualTo(500);
    assertThat(latencies.percentile(0.99)).isEqualTo(990);
    assertThat(latencies.percentile(1)).isEqualTo(1_000);
    assertThat(latencies.max()).isEqualTo(1_000);
  }

  @Test
  void oneCallIsEveryPercentile() {
    Latencies latencies = Latencies.of(new long[] {42});

    assertThat(latencies.percentile(0.001)).isEqualTo(42);
    assertThat(latencies.percentile(1)).isEqualTo(42);
  }

  @Test
  void theHistogramHasEveryCallOnceAndEndsWithTheSlowest() {
    assertThat(Latencies.of(new long[] {0, 99, 100, 310}).histogram())
        .containsExactly(
            new Bar(0, 100, 2), new Bar(100, 200, 1), new Bar(200, 300, 0), new Bar(300, 400, 1));
  }

  @Test
  void whatTakesTwoSecondsAndMoreIsInOneLastBar() {
    assertThat(Latencies.of(new long[] {1_999, 2_000, 60_000}).histogram())
        .hasSize(21)
        .endsWith(new Bar(1_900, 2_000, 1), new Bar(2_000, Long.MAX_VALUE, 2));
  }

  @Test
  void withoutCallsThereIsNoLatency() {
    assertThatThrownBy(() -> Latencies.of(new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
