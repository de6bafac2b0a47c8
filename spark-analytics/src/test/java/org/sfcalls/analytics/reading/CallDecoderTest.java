package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.reading.CallDecoder.UndecodableException;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.RecordEncoder;
import org.sfcalls.schemas.WireFormat;

/** Generated code, written and read with the Avro of Spark's class path. */
class CallDecoderTest {

  private static final Schema OTHER =
      SchemaBuilder.record("Other").fields().requiredString("name").endRecord();

  private final Map<Integer, Schema> schemas = Map.of(7, PoliceCall.getClassSchema(), 8, OTHER);
  private final CallDecoder decoder = new CallDecoder(schemas::get);
  private final byte[] call =
      new RecordEncoder<>(PoliceCall.class, 7)
          .encode(
              PoliceCall.newBuilder()
                  .setCrimeId("183653763")
                  .setOriginalCrimeTypeName("Traffic Stop")
                  .setReportDate(LocalDate.of(2018, 12, 31))
                  .setCallDate(LocalDate.of(2018, 12, 31))
                  .setOffenseDate(LocalDate.of(2018, 12, 31))
                  .setCallTime(LocalTime.of(23, 57))
                  .setCallDateTime(Instant.parse("2019-01-01T07:57:00Z"))
                  .setDisposition("ADM")
                  .setAddress("Geary Bl/divisadero St")
                  .build());

  @Test
  void theFieldsThatAreCountedByComeOut() throws Exception {
    decoder.decode(call);
    assertThat(TestGroups.text(new GroupWriter(Grouping.DEFAULT).group(decoder).record()))
        .isEqualTo("Traffic Stop/ADM");
    assertThat(decoder.eventTimeMs())
        .isEqualTo(Instant.parse("2019-01-01T07:57:00Z").toEpochMilli());
  }

  @Test
  void avroIsSparks() {
    assertThat(Schema.class.getProtectionDomain().getCodeSource().getLocation().toString())
        .contains("avro-1.11.5");
  }

  @Test
  void whatIsNoCallIsToldWithItsReasonAndTheNextCallIsRead() throws Exception {
    assertReason("NOT_WIRE_FORMAT", null);
    assertReason("NOT_WIRE_FORMAT", new byte[0]);
    assertReason("NOT_WIRE_FORMAT", "{\"crime_id\"".getBytes(UTF_8));
    assertReason("BAD_BODY", Arrays.copyOf(call, call.length / 2));
    assertReason("BAD_BODY", Arrays.copyOf(call, call.length + 1));
    byte[] other = call.clone();
    other[4] = 8;
    assertReason("INCOMPATIBLE_SCHEMA", other);
    byte[] noise = call.clone();
    Arrays.fill(noise, 5, noise.length, (byte) 0xff);
    assertReason("BAD_BODY", noise);
    theFieldsThatAreCountedByComeOut();
  }

  @Test
  void aTextThatClaimsToBeLongerThanAnyRecordTakesNoMemory() throws Exception {
    for (long claimed : new long[] {100_000, 1_500_000_000L, 3_000_000_000L, -5}) {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      record.write(WireFormat.header(7));
      BinaryEncoder body = EncoderFactory.get().directBinaryEncoder(record, null);
      body.writeString("183653763");
      body.writeLong(claimed);
      assertReason("BAD_BODY", record.toByteArray());
    }
    theFieldsThatAreCountedByComeOut();
  }

  private void assertReason(String reason, byte[] value) {
    assertThatThrownBy(() -> decoder.decode(value))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
