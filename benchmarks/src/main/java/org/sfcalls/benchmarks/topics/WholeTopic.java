package org.sfcalls.benchmarks.topics;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;

/** All partitions of a topic from their beginning, committed records alone. */
public final class WholeTopic {
  private WholeTopic() {}

  public static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        TopicReader.consumer(KafkaConnection.to(bootstrap), IsolationLevel.READ_COMMITTED);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  public static void read(
      String bootstrap, String topic, Consumer<ConsumerRecord<byte[], byte[]>> record) {
    TopicReader.readToEnd(KafkaConnection.to(bootstrap), topic, () -> false, record, () -> {});
  }
}
