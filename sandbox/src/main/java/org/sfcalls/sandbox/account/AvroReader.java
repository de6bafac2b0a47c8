package org.sfcalls.sandbox.account;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.util.Map;

/** Decodes keys and values with Confluent's deserializer, into the contracts' own classes. */
public final class AvroReader implements AutoCloseable {
  private final KafkaAvroDeserializer keys = new KafkaAvroDeserializer();
  private final KafkaAvroDeserializer values = new KafkaAvroDeserializer();

  /**
   * @param registryUrl base address of the registry's Confluent-compatible API
   */
  public AvroReader(String registryUrl) {
    Map<String, Object> settings =
        Map.of("schema.registry.url", registryUrl, "specific.avro.reader", true);
    keys.configure(settings, true);
    values.configure(settings, false);
  }

  /**
   * A key of {@code topic}.
   *
   * @throws org.apache.kafka.common.errors.SerializationException when the bytes do not decode
   * @throws ClassCastException when they hold another type
   */
  public <T> T key(String topic, byte[] bytes, Class<T> type) {
    return type.cast(keys.deserialize(topic, bytes));
  }

  /**
   * A value of {@code topic}.
   *
   * @throws org.apache.kafka.common.errors.SerializationException when the bytes do not decode
   * @throws ClassCastException when they hold another type
   */
  public <T> T value(String topic, byte[] bytes, Class<T> type) {
    return type.cast(values.deserialize(topic, bytes));
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
