package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/** Our encoder and Confluent's own serializer and deserializer, on the same records. */
class ConfluentRoundTripTest {

  private static final String TOPIC = "calls.clean";

  /** Confluent's own registry client without a server; the real registry is met in the sandbox. */
  private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

  private final Map<String, Object> settings =
      Map.of(
          "schema.registry.url", "mock://unused",
          "specific.avro.reader", true,
          "auto.register.schemas", false);

  private int register() throws Exception {
    return registry.register(
        Topics.valueSubject(TOPIC), new AvroSchema(PoliceCall.getClassSchema()));
  }

  @Test
  void whatOurEncoderWritesConfluentsDeserializerReads() throws Exception {
    int id = register();
    RecordEncoder<PoliceCall> encoder = new RecordEncoder<>(PoliceCall.class, id);
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer(registry, settings)) {
      for (PoliceCall call : List.of(Calls.full(), Calls.sparse(), Calls.full())) {
        assertThat(deserializer.deserialize(TOPIC, encoder.encode(call))).isEqualTo(call);
      }
    }
  }

  @Test
  void whatConfluentsSerializerWritesOurSideReads() throws Exception {
    int id = register();
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer(registry, settings)) {
      for (PoliceCall call : List.of(Calls.full(), Calls.sparse())) {
        byte[] bytes = serializer.serialize(TOPIC, call);
        assertThat(WireFormat.schemaId(bytes)).isEqualTo(id);
        assertThat(read(bytes)).isEqualTo(call);
      }
    }
  }

  @Test
  void bothWriteTheSameBytes() throws Exception {
    int id = register();
    RecordEncoder<PoliceCall> encoder = new RecordEncoder<>(PoliceCall.class, id);
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer(registry, settings)) {
      for (PoliceCall call : List.of(Calls.full(), Calls.sparse())) {
        assertThat(encoder.encode(call)).isEqualTo(serializer.serialize(TOPIC, call));
      }
    }
  }

  @Test
  void aReaderWithoutOurClassesSeesTheFieldsByName() throws Exception {
    int id = register();
    byte[] bytes = new RecordEncoder<>(PoliceCall.class, id).encode(Calls.sparse());
    try (KafkaAvroDeserializer deserializer =
        new KafkaAvroDeserializer(registry, Map.of("schema.registry.url", "mock://unused"))) {
      GenericRecord record = (GenericRecord) deserializer.deserialize(TOPIC, bytes);
      assertThat(record.get("crime_id")).hasToString("183653746");
      assertThat(record.get("call_date_time"))
          .isEqualTo(Instant.parse("2019-01-01T07:49:00Z").toEpochMilli());
      assertThat(record.get("common_location")).isNull();
    }
  }

  @Test
  void noValueIsATombstone() {
    assertThat(new RecordEncoder<>(PoliceCall.class, 1).encode(null)).isNull();
  }

  @Test
  void bytesInAnotherFormatAreNamedAsSuch() {
    assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {1, 0, 0, 0, 7}))
        .hasMessageContaining("first byte is 1");
    assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {0, 0}))
        .hasMessageContaining("2 bytes");
    assertThatThrownBy(() -> WireFormat.schemaId(null)).hasMessageContaining("no value");
  }

  private static PoliceCall read(byte[] bytes) throws IOException {
    return new SpecificDatumReader<>(PoliceCall.class)
        .read(
            null,
            DecoderFactory.get()
                .binaryDecoder(
                    bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null));
  }
}
