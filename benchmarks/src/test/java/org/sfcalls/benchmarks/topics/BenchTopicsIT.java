package org.sfcalls.benchmarks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.benchmarks.calls.GeneratedCalls;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.Stack;
import org.sfcalls.sandbox.stack.StackSettings;
import org.sfcalls.schemas.Topics;

/** On a real broker. */
@Tag("bench")
class BenchTopicsIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final int CALLS = 5_000;
  private static final int PARTITIONS = 4;

  /** Most renewals were quick enough before they were awaited. */
  private static final int TIMES = 40;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void topicsThatWereRenewedTakeRecordsAtOnceAndHoldNoOthers() {
    Topics topics = Topics.withPrefix("calls");
    List<String> told = new ArrayList<>();
    StackSettings servers = new StackSettings(folder.resolve("bench"), true, 0, 0, 0, PARTITIONS);
    try (Stack stack = Stack.start(new Installation(HOME), servers, topics, told::add);
        BenchTopics benchTopics = new BenchTopics(stack.bootstrap(), topics, PARTITIONS)) {
      for (int i = 0; i < TIMES; i++) {
        // The same bytes on both topics: what is on the raw one is then on the clean one once.
        benchTopics.fill(
            new GeneratedCalls().calls(CALLS),
            Map.of(topics.raw(), UnaryOperator.identity(), topics.clean(), raw -> raw));
        benchTopics.requireAllCallsOnce();
        benchTopics.renew(List.of(topics.raw(), topics.clean()));
      }
    }
    assertThat(told).isNotEmpty();
  }
}
