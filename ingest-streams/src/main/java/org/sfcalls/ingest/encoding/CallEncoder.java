package org.sfcalls.ingest.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.LocalDate;
import org.sfcalls.schemas.AvroBuffer;
import org.sfcalls.schemas.PoliceCall;

/**
 * Writes a {@link PoliceCall} in Confluent's wire format, field by field in the contract's order
 * and with the schema id resolved once: the same bytes as Confluent's serializer at less cost,
 * which this program pays for every call.
 *
 * <p>Not for use by several threads at once.
 */
public final class CallEncoder {

  private final AvroBuffer avro;

  /**
   * @param schemaId the registry's id for the schema of {@link PoliceCall}
   */
  public CallEncoder(int schemaId) {
    avro = new AvroBuffer(schemaId);
  }

  /** The call in wire format, in an array of its own. */
  public byte[] encode(PoliceCall call) {
    avro.begin();
    text(call.getCrimeId());
    text(call.getOriginalCrimeTypeName());
    date(call.getReportDate());
    date(call.getCallDate());
    date(call.getOffenseDate());
    number(call.getCallTime().toNanoOfDay() / 1_000_000);
    number(call.getCallDateTime().toEpochMilli());
    text(call.getDisposition());
    nullable(call.getAddress());
    nullable(call.getCity());
    nullable(call.getState());
    nullable(call.getAgencyId());
    nullable(call.getAddressType());
    nullable(call.getCommonLocation());
    return avro.record();
  }

  private void nullable(String text) {
    if (text == null) {
      number(0);
    } else {
      number(1);
      text(text);
    }
  }

  private void date(LocalDate date) {
    number(date.toEpochDay());
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    avro.room(AvroBuffer.MAX_NUMBER_BYTES + utf8.length);
    avro.text(utf8, 0, utf8.length);
  }

  private void number(long value) {
    avro.room(AvroBuffer.MAX_NUMBER_BYTES);
    avro.number(value);
  }
}
