package org.sfcalls.tools.consume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.access.PayloadText;
import org.sfcalls.schemas.Registry;
import org.sfcalls.schemas.WireFormat;

/**
 * Turns keys and values into JSON for printing: Avro in Confluent's wire format through the
 * registry, anything else as text. Bytes that only look like the wire format are text too.
 */
final class PayloadDecoder {
  private final IntPredicate registered;
  private final Deserializer<Object> avro;
  private final Map<Integer, Boolean> known = new HashMap<>();

  /**
   * @param registered whether the registry has a schema with this id
   * @param avro reads the wire format with a schema that the registry has
   */
  PayloadDecoder(IntPredicate registered, Deserializer<Object> avro) {
    this.registered = registered;
    this.avro = avro;
  }

  /** A decoder that asks this registry, at the first record in wire format. */
  static PayloadDecoder of(Registry registry) {
    KafkaAvroDeserializer avro = new KafkaAvroDeserializer(registry.client(), settings());
    return new PayloadDecoder(id -> isRegistered(registry, id), avro);
  }

  static Map<String, Object> settings() {
    return Map.of(
        AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG,
        // Needed, but not used: the client is given.
        "http://unused",
        KafkaAvroDeserializerConfig.AVRO_USE_LOGICAL_TYPE_CONVERTERS_CONFIG,
        true);
  }

  /**
   * The bytes as JSON; null gives JSON's null.
   *
   * @throws CommandFailure when the registry does not answer
   */
  JsonNode decode(String topic, byte[] bytes) {
    if (bytes == null) {
      return NullNode.getInstance();
    }
    if (WireFormat.matches(bytes)
        && known.computeIfAbsent(WireFormat.schemaId(bytes), registered::test)) {
      try {
        return AvroJson.of(avro.deserialize(topic, bytes));
      } catch (KafkaException notAvro) {
        // A dead letter may begin like the wire format and be anything.
        return TextNode.valueOf(PayloadText.of(bytes));
      }
    }
    return TextNode.valueOf(PayloadText.of(bytes));
  }

  private static boolean isRegistered(Registry registry, int id) {
    try {
      registry.schema(id);
      return true;
    } catch (Registry.RegistryException e) {
      if (e.notFound()) {
        return false;
      }
      throw new CommandFailure(e.getMessage() + ": is it running, and is --registry right?", e);
    } catch (ClassCastException otherKind) {
      // The registry may hold JSON Schema and Protobuf too; we can't read records of those.
      return false;
    }
  }
}
