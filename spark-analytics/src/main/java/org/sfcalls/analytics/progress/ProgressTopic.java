package org.sfcalls.analytics.progress;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.sfcalls.command.KafkaConnection;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes progress on calls.progress, without making the query wait for it. */
public final class ProgressTopic implements Consumer<BatchProgress>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressTopic.class);

  private final String topic;
  private final RecordEncoder<BatchProgress> encoder;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @throws Registry.RegistryException when the registry can't be reached or lacks the contract
   */
  public ProgressTopic(KafkaConnection kafka, Registry registry, Topics topics) {
    this.topic = topics.progress();
    this.encoder =
        new RecordEncoder<>(
            BatchProgress.class,
            registry.schemaId(Topics.valueSubject(topic), BatchProgress.getClassSchema()));
    this.producer =
        new KafkaProducer<>(
            kafka.settings(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void accept(BatchProgress progress) {
    // The callback is told of the outcome; the future would say the same.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, encoder.encode(progress)),
            (metadata, e) -> {
              if (e != null) {
                LOG.warn("batch {} is not on {}: {}", progress.getBatch(), topic, e.getMessage());
              }
            });
  }

  @Override
  public void close() {
    producer.close();
  }
}
