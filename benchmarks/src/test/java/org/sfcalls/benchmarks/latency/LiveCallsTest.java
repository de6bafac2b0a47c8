package org.sfcalls.benchmarks.latency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.benchmarks.latency.LiveCalls.LiveCall;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation.Valid;

class LiveCallsTest {
  private static final int CALLS = 2_000;
  private static final int PARTITIONS = 4;
  private static final Instant NOW = Instant.parse("2018-06-09T02:53:20Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private final LiveCalls calls =
      new LiveCalls(new GeneratedCalls().calls(CALLS), PARTITIONS, CLOCK);

  @Test
  void aCallIsValidOfThisMinuteAndCountedInBothOfItsWindows() {
    LiveCall live = calls.next();

    Valid valid = (Valid) new CallParser(Limits.DEFAULT, CLOCK).parse(live.raw().value());
    assertThat(valid.call().getCallDateTime()).isEqualTo("2018-06-09T02:53:00Z");
    assertThat(live.keys())
        .extracting(key -> key.windowStart().toString())
        .containsExactly("2018-06-09T02:50:00Z", "2018-06-09T02:45:00Z");
    assertThat(live.keys())
        .allSatisfy(
            key -> {
              assertThat(key.type()).isEqualTo(valid.call().getOriginalCrimeTypeName());
              assertThat(key.disposition()).isEqualTo(valid.call().getDisposition());
            });
  }

  @Test
  void callsOfOneKeyHaveOnePartitionAndEachAnIdOfItsOwn() {
    Map<AwaitedCounts.Key, Integer> partitions = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < CALLS; i++) {
      LiveCall live = calls.next();
      int partition = BuiltInPartitioner.partitionForKey(live.raw().key(), PARTITIONS);
      for (AwaitedCounts.Key key : live.keys()) {
        Integer before = partitions.putIfAbsent(key, partition);
        assertThat(before).isIn(null, partition);
      }
      ids.add(new String(live.raw().key(), UTF_8));
    }
    assertThat(ids).hasSize(CALLS);
    assertThat(new HashSet<>(partitions.values())).hasSize(PARTITIONS);
  }
}
