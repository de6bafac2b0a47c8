package org.sfcalls.tools.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.Registry;

class RecordFormatTest {
  private static final String CALL_JSON =
      "{\"crime_id\":\"7\",\"original_crime_type_name\":\"Traffic Stop\","
          + "\"report_date\":\"2018-06-01\",\"call_date\":\"2018-06-01\","
          + "\"offense_date\":\"2018-06-01\",\"call_time\":\"10:05\","
          + "\"call_date_time\":\"2018-06-01T17:05:00Z\",\"disposition\":\"CIT\","
          + "\"address\":\"Fell St/gough St\",\"city\":null,\"state\":\"CA\","
          + "\"agency_id\":\"1\",\"address_type\":null,\"common_location\":null}";

  private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
  private final PayloadDecoder decoder =
      new PayloadDecoder(
          this::isRegistered, new KafkaAvroDeserializer(registry, PayloadDecoder.settings()));
  private int schemaId;

  @BeforeEach
  void register() throws Exception {
    schemaId = registry.register("calls.clean-value", new AvroSchema(PoliceCall.getClassSchema()));
  }

  @Test
  void printsTextWithItsPlace() {
    assertThat(text(false, "7".getBytes(UTF_8), "{\"a\":1}\n".getBytes(UTF_8)))
        .isEqualTo("calls.clean:2:41 key=7 value={\"a\":1}\\n");
  }

  @Test
  void printsAvroAsJsonWithReadableTimes() {
    assertThat(text(false, "7".getBytes(UTF_8), call()))
        .isEqualTo("calls.clean:2:41 key=7 value=" + CALL_JSON);
  }

  @Test
  void showsHeadersWhenAskedFor() {
    assertThat(text(true, null, "x".getBytes(UTF_8)))
        .isEqualTo("calls.clean:2:41 key=null headers={reason=bad\\u001b[2J, empty=null} value=x");
  }

  @Test
  void takesBytesThatOnlyLookLikeTheWireFormatForText() {
    assertThat(text(false, null, new byte[] {0, 0, 0, 0, 99, 'a'}))
        .endsWith("value=\\u0000\\u0000\\u0000\\u0000ca");
    assertThat(text(false, null, new byte[] {0, 0, 0, 0, (byte) schemaId, (byte) 0xff}))
        .endsWith("\\xff");
  }

  @Test
  void printsOneJsonObjectWithEverything() {
    assertThat(new RecordFormat.Json(decoder).line(record("ké".getBytes(UTF_8), call())))
        .isEqualTo(
            "{\"topic\":\"calls.clean\",\"partition\":2,\"offset\":41,"
                + "\"timestamp\":\"2018-06-01T17:05:00Z\",\"key\":\"k\\u00E9\",\"value\":"
                + CALL_JSON
                + ",\"headers\":[{\"name\":\"reason\",\"value\":\"bad\\\\u001b[2J\"},"
                + "{\"name\":\"empty\",\"value\":null}]}");
    assertThat(new RecordFormat.Json(decoder).line(record(null, null)))
        .contains("\"key\":null,\"value\":null");
  }

  @Test
  void failsWhenTheRegistryDoesNotAnswerAndKeepsItsPasswordToItself() {
    PayloadDecoder unreachable =
        PayloadDecoder.of(new Registry("http://me:secret@127.0.0.1:1/apis/ccompat/v7"));
    assertThatThrownBy(() -> unreachable.decode("calls.clean", call()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("--registry")
        .hasMessageNotContaining("secret");
  }

  private boolean isRegistered(int id) {
    return id == schemaId;
  }

  private String text(boolean headers, byte[] key, byte[] value) {
    return new RecordFormat.Text(decoder, headers).line(record(key, value));
  }

  private byte[] call() {
    PoliceCall call =
        PoliceCall.newBuilder()
            .setCrimeId("7")
            .setOriginalCrimeTypeName("Traffic Stop")
            .setReportDate(LocalDate.of(2018, 6, 1))
            .setCallDate(LocalDate.of(2018, 6, 1))
            .setOffenseDate(LocalDate.of(2018, 6, 1))
            .setCallTime(LocalTime.of(10, 5))
            .setCallDateTime(Instant.parse("2018-06-01T17:05:00Z"))
            .setDisposition("CIT")
            .setAddress("Fell St/gough St")
            .setState("CA")
            .setAgencyId("1")
            .build();
    return new RecordEncoder<>(PoliceCall.class, schemaId).encode(call);
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("reason", "bad\u001b[2J".getBytes(UTF_8));
    headers.add("empty", null);
    return new ConsumerRecord<>(
        "calls.clean",
        2,
        41,
        Instant.parse("2018-06-01T17:05:00Z").toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }
}
