package org.sfcalls.ingest.encoding;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.Map;
import org.sfcalls.schemas.PoliceCall;

/** Writes a call with Confluent's serializer. Not for use by several threads at once. */
public final class ConfluentSerializer {
  private final KafkaAvroSerializer serializer;
  private final String topic;

  /**
   * @param topic whose value subject must hold the schema of {@link PoliceCall}
   */
  public ConfluentSerializer(SchemaRegistryClient client, String topic) {
    this.topic = topic;
    this.serializer =
        new KafkaAvroSerializer(
            client,
            Map.of(
                // Needed, but not used: the client is given.
                AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG,
                "http://unused",
                AbstractKafkaSchemaSerDeConfig.AUTO_REGISTER_SCHEMAS,
                false));
  }

  /**
   * The call in wire format.
   *
   * @throws org.apache.kafka.common.errors.SerializationException when the registry does not answer
   *     or does not hold the schema
   */
  public byte[] serialize(PoliceCall call) {
    return serializer.serialize(topic, call);
  }
}
