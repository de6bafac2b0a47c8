package org.sfcalls.e2e.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.e2e.fixtures.Launcher;
import org.sfcalls.e2e.fixtures.Servers;
import org.sfcalls.sandbox.process.Port;
import org.sfcalls.schemas.Topics;

/** The operators' commands while their broker, their reader or their machine is not there. */
@Tag("failure")
class ToolsIT {
  private static final int PARTITIONS = 2;
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private Path folder;
  private final Topics topics = Topics.withPrefix("tools-it-" + TESTS.incrementAndGet());
  private Servers servers;

  @BeforeEach
  void start() throws Exception {
    servers = Servers.shared();
  }

  @Test
  void aReplayGoesOnAfterASuspension() throws Exception {
    servers.createTopics(topics, PARTITIONS);
    int calls = 400_000;
    try (CommandProcess replay =
        command(
            "replay",
            "--bootstrap=" + servers.bootstrap(),
            "--topic-prefix=" + topics.prefix(),
            "--generate=" + calls,
            "--rate=40000",
            // What is on the way when it is suspended has then waited for too long.
            "--kafka.property=request.timeout.ms=2000",
            "--send-wait=9s")) {
      replay.awaitOutputOf("calls sent");
      replay.suspend();
      // Longer than the broker may be silent, which is so in this time.
      Thread.sleep(12_000);
      replay.resume();

      assertThat(replay.exitCode()).as(replay.output()).isZero();
    }
    assertThat(records(topics.raw())).isEqualTo(calls);
  }

  @Test
  void aReplayReportsABrokerThatAcknowledgesNothingAndGivesUp() throws Exception {
    servers.createTopics(topics, PARTITIONS);
    try (CommandProcess replay =
        command(
            "replay",
            "--bootstrap=" + servers.bootstrap(),
            "--topic-prefix=" + topics.prefix(),
            "--generate=1000000000",
            "--rate=1000",
            "--send-wait=14s")) {
      replay.awaitOutputOf("calls sent");
      servers.suspendBroker();
      try {
        replay.awaitOutputOf("the broker has acknowledged nothing for 10 s");
        assertThat(replay.exitCode()).isEqualTo(1);
      } finally {
        servers.resumeBroker();
      }
      assertThat(replay.output())
          .contains("acknowledged nothing for 14 s", "--send-wait waits longer")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aReplayDoesNotSayThatTheInputHasEndedBeforeIngestHasProcessedIt() throws Exception {
    servers.createTopics(topics, PARTITIONS);
    try (CommandProcess replay =
        command(
            "replay",
            "--bootstrap=" + servers.bootstrap(),
            "--topic-prefix=" + topics.prefix(),
            "--generate=3",
            "--final",
            "--final-wait=2s")) {
      assertThat(replay.exitCode()).as(replay.output()).isEqualTo(1);
      assertThat(replay.output())
          .contains("3 calls sent", "3 offsets are left", "--final-wait waits longer")
          .doesNotContain("\tat ");
    }
    try (Admin admin = servers.admin()) {
      assertThat(
              admin
                  .listConsumerGroupOffsets(topics.inputEndedGroup())
                  .partitionsToOffsetAndMetadata()
                  .get())
          .isEmpty();
    }
  }

  @Test
  void consumeEndsWhenNobodyReadsItsOutput() throws Exception {
    servers.createTopics(topics, PARTITIONS);
    try (CommandProcess replay =
        command(
            "replay",
            "--bootstrap=" + servers.bootstrap(),
            "--topic-prefix=" + topics.prefix(),
            "--generate=3")) {
      assertThat(replay.exitCode()).as(replay.output()).isZero();
    }
    String consume =
        String.join(
            " ",
            line("consume", topics.raw(), "--bootstrap=" + servers.bootstrap(), "--from-beginning")
                .stream()
                .map(word -> "'" + word + "'")
                .toList());
    try (CommandProcess pipe =
        new CommandProcess(
            "consume",
            folder,
            Map.of(),
            List.of("bash", "-o", "pipefail", "-c", consume + " | head -n 1"))) {

      assertThat(pipe.exitCode()).as(pipe.output()).isZero();
      assertThat(pipe.output()).contains(topics.raw() + ":").doesNotContain("\tat ", "xception");
    }
  }

  @Test
  void aCommandWithoutABrokerSaysThatItWaitsAndEndsAtOnceWhenInterrupted() throws Exception {
    int free = Port.settle(List.of(new Port("nothing", "-", 0))).get(0).number();
    try (CommandProcess consume =
        command("consume", "calls.raw", "--bootstrap=127.0.0.1:" + free, "--broker-wait=10m")) {
      consume.awaitOutputOf("waiting, up to");
      assertThat(consume.output())
          .contains("no broker answers at 127.0.0.1:" + free, "--broker-wait waits longer");

      consume.interrupt();

      assertThat(consume.exitCode()).isEqualTo(130);
      assertThat(consume.output()).endsWith("\nStopping.\n").doesNotContain("\tat ");
    }
  }

  private CommandProcess command(String... arguments) throws Exception {
    return new CommandProcess(arguments[0], folder, Map.of(), line(arguments));
  }

  /** Ctrl-C is ignored in what a script runs in the background, and the build may be just that. */
  private static List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.addAll(Launcher.ofCommand(arguments).command());
    return line;
  }

  private long records(String topic) throws Exception {
    try (Admin admin = servers.admin()) {
      long records = 0;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        TopicPartition one = new TopicPartition(topic, partition);
        records +=
            admin.listOffsets(Map.of(one, OffsetSpec.latest())).partitionResult(one).get().offset();
      }
      return records;
    }
  }
}
