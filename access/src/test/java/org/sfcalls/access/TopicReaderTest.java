package org.sfcalls.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
  private static final TopicPartition FIRST = new TopicPartition("calls.raw", 0);
  private static final TopicPartition SECOND = new TopicPartition("calls.raw", 1);

  private final MockConsumer<byte[], byte[]> broker = new MockConsumer<>("earliest");
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<String> seen = new ArrayList<>();

  @BeforeEach
  void topicOfTwoPartitions() {
    Node node = Node.noNode();
    broker.updatePartitions(
        "calls.raw",
        List.of(
            new PartitionInfo("calls.raw", 0, node, new Node[0], new Node[0]),
            new PartitionInfo("calls.raw", 1, node, new Node[0], new Node[0])));
    broker.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    broker.updateEndOffsets(Map.of(FIRST, 2L, SECOND, 1L));
  }

  @Test
  void endsAtTheRecordThatWasTheLastWhenItBegan() {
    broker.schedulePollTask(() -> add(FIRST, 0, "a"));
    broker.schedulePollTask(
        () -> {
          add(FIRST, 1, "b");
          add(FIRST, 2, "came later");
        });
    broker.schedulePollTask(() -> add(SECOND, 0, "c"));
    assertThat(read(true, 0, true)).isEqualTo(3);
    assertThat(seen).containsExactly("0:0 a", "0:1 b", "1:0 c");
  }

  @Test
  void endsAfterAsManyRecordsAsAskedFor() {
    broker.schedulePollTask(
        () -> {
          add(FIRST, 0, "a");
          add(FIRST, 1, "b");
        });
    assertThat(read(true, 1, false)).isEqualTo(1);
    assertThat(seen).containsExactly("0:0 a");
  }

  @Test
  void startsAtTheRecordsToCome() {
    broker.schedulePollTask(() -> add(FIRST, 2, "new"));
    assertThat(read(false, 1, false)).isEqualTo(1);
    assertThat(seen).containsExactly("0:2 new");
  }

  @Test
  void endsAtTheStopSignal() {
    broker.schedulePollTask(() -> {});
    broker.schedulePollTask(() -> stopped.set(true));
    assertThat(read(true, 0, false)).isZero();
  }

  private long read(boolean fromBeginning, long max, boolean untilEnd) {
    return new TopicReader(broker, stopped::get)
        .read(
            new TopicReader.Range("calls.raw", fromBeginning, max, untilEnd), this::see, () -> {});
  }

  private void see(ConsumerRecord<byte[], byte[]> record) {
    seen.add(record.partition() + ":" + record.offset() + " " + new String(record.value(), UTF_8));
  }

  private void add(TopicPartition partition, long offset, String value) {
    broker.addRecord(
        new ConsumerRecord<>(
            partition.topic(), partition.partition(), offset, null, value.getBytes(UTF_8)));
  }
}
