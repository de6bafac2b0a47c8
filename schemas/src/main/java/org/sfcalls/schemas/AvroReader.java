package org.sfcalls.schemas;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;

/** Decodes keys and values with Confluent's deserializer, into the contracts' own classes. */
public final class AvroReader implements AutoCloseable {
  private final KafkaAvroDeserializer keys = new KafkaAvroDeserializer();
  private final KafkaAvroDeserializer values = new KafkaAvroDeserializer();

  /**
   * @param registryUrl base address of the registry's Confluent-compatible API
   */
  public AvroReader(String registryUrl) {
    this(registryUrl, Map.of());
  }

  /**
   * @param registryUrl base address of the registry's Confluent-compatible API
   * @param settings any of the client's own, such as {@code basic.auth.user.info}
   */
  public AvroReader(String registryUrl, Map<String, String> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("schema.registry.url", registryUrl);
    all.put("specific.avro.reader", true);
    keys.configure(all, true);
    values.configure(all, false);
  }

  /**
   * A key of {@code topic}.
   *
   * @throws SerializationException when the bytes do not decode, or there are none
   * @throws ClassCastException when they hold another type
   */
  public <T> T key(String topic, byte[] bytes, Class<T> type) {
    if (bytes == null) {
      throw new SerializationException("a record without a key on topic " + topic);
    }
    return type.cast(keys.deserialize(topic, bytes));
  }

  /**
   * A value of {@code topic}.
   *
   * @throws SerializationException when the bytes do not decode
   * @throws ClassCastException when they hold another type
   */
  public <T> T value(String topic, byte[] bytes, Class<T> type) {
    return type.cast(values.deserialize(topic, bytes));
  }

  /** Whether a failure to decode is the registry's, so that the record may decode later. */
  public static boolean isRegistryAway(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
      if (cause instanceof RestClientException refused) {
        return refused.getStatus() >= 500 || refused.getStatus() == 429;
      }
    }
    return false;
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
