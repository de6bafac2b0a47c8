package org.sfcalls.ingest.encoding;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.Objects;

/** What turns calls into the bytes of {@code calls.clean}. The bytes are the same. */
public sealed interface CallSerialization {

  /** Our own encoder, {@link CallEncoder}. */
  record Direct() implements CallSerialization {}

  /**
   * Confluent's {@code KafkaAvroSerializer}, for those who want no other in their stream.
   *
   * @param client asks the registry for schema ids; never registers
   */
  record Confluent(SchemaRegistryClient client) implements CallSerialization {
    public Confluent {
      Objects.requireNonNull(client);
    }
  }
}
