package org.sfcalls.analytics.progress;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.Topics;

/** Publishes progress on calls.progress, without making the query wait for it. */
public final class ProgressTopic implements Consumer<BatchProgress>, AutoCloseable {

  private final String topic;
  private final RecordEncoder<BatchProgress> encoder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final FailureNote note;

  /**
   * @throws Registry.RegistryException when the registry can't be reached or lacks the contract
   */
  public ProgressTopic(KafkaConnection kafka, Registry registry, Topics topics) {
    this.topic = topics.progress();
    this.note = new FailureNote("topic " + topic);
    this.encoder =
        new RecordEncoder<>(
            BatchProgress.class,
            registry.schemaId(Topics.valueSubject(topic), BatchProgress.getClassSchema()));
    this.producer =
        new KafkaProducer<>(
            // Spark tells its other listeners of the next batch only when this one returns.
            kafka.settings(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void accept(BatchProgress progress) {
    // The callback is told of the outcome; the future would say the same.
    var unused =
        producer.send(
            new ProducerRecord<>(topic, encoder.encode(progress)),
            (metadata, e) -> {
              if (e == null) {
                note.succeeded(progress.getBatch());
              } else {
                note.failed(progress.getBatch(), e);
              }
            });
  }

  /** Sends what is on its way, for at most ten seconds. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
