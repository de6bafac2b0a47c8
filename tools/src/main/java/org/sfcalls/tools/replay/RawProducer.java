package org.sfcalls.tools.replay;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.schemas.Topics;

/** The producer of a replay: nothing lost, nothing twice, and as fast as the broker. */
public final class RawProducer {

  private static final int NEVER_MS = Integer.MAX_VALUE;

  private RawProducer() {}

  /** A producer of raw calls, which waits for its broker until it is closed or interrupted. */
  public static Producer<byte[], byte[]> connect(KafkaConnection kafka) {
    return new KafkaProducer<>(
        kafka.settings(settings()), new ByteArraySerializer(), new ByteArraySerializer());
  }

  static Map<String, Object> settings() {
    return Map.of(
        ProducerConfig.CLIENT_ID_CONFIG,
        "sfcalls-replay",
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
        true,
        ProducerConfig.ACKS_CONFIG,
        "all",
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4",
        // A batch of about 800 calls; waiting 10 ms for more shows in no window of ten minutes.
        ProducerConfig.BATCH_SIZE_CONFIG,
        256 * 1024,
        ProducerConfig.LINGER_MS_CONFIG,
        10,
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        Topics.MAX_RECORD_BYTES,
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        4L * Topics.MAX_RECORD_BYTES,
        // Their limits go by the clock on the wall, which a suspended machine does not stop.
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        NEVER_MS,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        NEVER_MS);
  }
}
