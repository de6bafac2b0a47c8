package org.sfcalls.ingest.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;

/**
 * The direct encoder against Avro's own writer, which the contracts' tests hold against
 * Confluent's.
 */
class CallEncoderTest {

  private final CallEncoder encoder = new CallEncoder(70_000);
  private final RecordEncoder<PoliceCall> avro = new RecordEncoder<>(PoliceCall.class, 70_000);

  private static PoliceCall.Builder call() {
    return PoliceCall.newBuilder()
        .setCrimeId("183653763")
        .setOriginalCrimeTypeName("Traffic Stop")
        .setReportDate(LocalDate.of(2018, 12, 31))
        .setCallDate(LocalDate.of(1969, 12, 31))
        .setOffenseDate(LocalDate.EPOCH)
        .setCallTime(LocalTime.of(23, 57))
        .setCallDateTime(Instant.parse("2019-01-01T07:57:00Z"))
        .setDisposition("ADM")
        .setAddress("Geary Bl/divisadero St")
        .setCity(null)
        .setState("CA")
        .setAgencyId("1")
        .setAddressType(null)
        .setCommonLocation(null);
  }

  private static List<PoliceCall> calls() {
    return List.of(
        call().build(),
        call().setCommonLocation("Stonestown").build(),
        call().setAddress("").build(),
        call().setAddress("Peña St – 東京 🚓").build(),
        call().setAddress("é".repeat(63) + "x").build(),
        call().setAddress("é".repeat(64)).build(),
        call().setOriginalCrimeTypeName("x".repeat(100_000)).build(),
        call().setCallDateTime(Instant.parse("1900-01-01T00:00:00Z")).build(),
        call().setCallTime(LocalTime.MIDNIGHT).build());
  }

  @Test
  void writesTheSameBytesAsAvro() {
    for (PoliceCall call : calls()) {
      assertThat(encoder.encode(call)).isEqualTo(avro.encode(call));
    }
  }

  @Test
  void writesTheSameBytesAsConfluentsSerializer() throws Exception {
    MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    int id = registry.register("calls.clean-value", new AvroSchema(PoliceCall.getClassSchema()));
    CallEncoder direct = new CallEncoder(id);
    ConfluentSerializer confluent = new ConfluentSerializer(registry, "calls.clean");
    for (PoliceCall call : calls()) {
      assertThat(confluent.serialize(call)).isEqualTo(direct.encode(call));
    }
  }

  @Test
  void confluentsSerializerRegistersNothing() throws Exception {
    MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    ConfluentSerializer confluent = new ConfluentSerializer(registry, "calls.clean");
    assertThatThrownBy(() -> confluent.serialize(call().build()))
        .isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> registry.getAllVersions("calls.clean-value"))
        .hasMessageContaining("Subject Not Found");
  }

  @Test
  void aCallLeavesNothingBehindForTheNext() {
    byte[] first = encoder.encode(call().build());
    byte[] kept = first.clone();
    encoder.encode(call().setCrimeId("9").build());
    assertThat(first).isEqualTo(kept);
    assertThat(encoder.encode(call().build())).isEqualTo(kept);
  }

  @Test
  void writesEveryFieldOfTheContract() {
    // A field that is added to the contract must be added to the encoder.
    assertThat(PoliceCall.getClassSchema().getFields()).hasSize(14);
  }
}
