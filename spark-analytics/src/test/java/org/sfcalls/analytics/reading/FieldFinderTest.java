package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.reading.FieldFinder.MalformedException;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.WireFormat;

/** Avro's own decoder is the reference, for good records and for every way to break one. */
class FieldFinderTest {

  private static final Schema TIME =
      LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));

  /** Fields of every type that is skipped, before, between and after those that are wanted. */
  private static final Schema WIDE =
      SchemaBuilder.record("PoliceCall")
          .namespace("org.sfcalls.schemas")
          .fields()
          .requiredBoolean("flag")
          .requiredInt("number")
          .name("disposition")
          .type()
          .stringType()
          .noDefault()
          .requiredFloat("small")
          .requiredDouble("large")
          .requiredBytes("bytes")
          .name("call_date_time")
          .type(TIME)
          .noDefault()
          .name("hash")
          .type()
          .fixed("Hash")
          .size(7)
          .noDefault()
          .name("colour")
          .type()
          .enumeration("Colour")
          .symbols("RED", "GREEN")
          .noDefault()
          .name("either")
          .type()
          .unionOf()
          .nullType()
          .and()
          .stringType()
          .and()
          .longType()
          .endUnion()
          .noDefault()
          .name("original_crime_type_name")
          .type()
          .stringType()
          .noDefault()
          .requiredLong("last")
          .endRecord();

  private final Random random = new Random(5);

  @Test
  void whatAvroReadsIsFoundAndWhatAvroRefusesIsRefused() throws Exception {
    int refused = 0;
    for (Schema schema : List.of(PoliceCall.getClassSchema(), WIDE)) {
      FieldFinder finder = FieldFinder.of(schema).orElseThrow();
      for (Object call : new RandomData(schema, 200, 3L, true)) {
        byte[] good = encoded(schema, (GenericRecord) call);
        assertThat(found(finder, good)).isEqualTo(avros(schema, good)).isPresent();
        for (int i = 0; i < 200; i++) {
          byte[] broken = broken(good);
          Optional<String> expected = avros(schema, broken);
          assertThat(found(finder, broken)).isEqualTo(expected);
          refused += expected.isPresent() ? 0 : 1;
        }
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  @Test
  void aSchemaThatNeedsMoreThanLengthsIsLeftToAvro() {
    Schema plain = counted().endRecord();
    Schema withList =
        counted().name("units").type().array().items().stringType().noDefault().endRecord();
    assertThat(FieldFinder.of(plain)).isPresent();
    assertThat(FieldFinder.of(withList)).isEmpty();
    assertThat(FieldFinder.of(SchemaBuilder.record("Other").fields().endRecord())).isEmpty();
  }

  private static SchemaBuilder.FieldAssembler<Schema> counted() {
    return SchemaBuilder.record("PoliceCall")
        .namespace("org.sfcalls.schemas")
        .fields()
        .requiredString("original_crime_type_name")
        .requiredString("disposition")
        .name("call_date_time")
        .type(TIME)
        .noDefault();
  }

  /** Cut off, longer, or with some bytes changed. */
  private byte[] broken(byte[] good) {
    switch (random.nextInt(4)) {
      case 0:
        return Arrays.copyOf(
            good, WireFormat.HEADER_BYTES + random.nextInt(good.length - WireFormat.HEADER_BYTES));
      case 1:
        return Arrays.copyOf(good, good.length + 1 + random.nextInt(3));
      default:
        byte[] changed = good.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
          int at = WireFormat.HEADER_BYTES + random.nextInt(good.length - WireFormat.HEADER_BYTES);
          changed[at] = (byte) random.nextInt(256);
        }
        return changed;
    }
  }

  private static Optional<String> found(FieldFinder finder, byte[] value) {
    try {
      finder.find(value);
    } catch (MalformedException e) {
      return Optional.empty();
    }
    StringBuilder found = new StringBuilder();
    for (GroupColumn column : GroupColumn.values()) {
      int from = finder.from(column.ordinal());
      found.append(new String(value, from, finder.to(column.ordinal()) - from, UTF_8)).append('|');
    }
    return Optional.of(found.append(finder.eventTimeMs()).toString());
  }

  private static Optional<String> avros(Schema schema, byte[] value) {
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                value, WireFormat.HEADER_BYTES, value.length - WireFormat.HEADER_BYTES, null);
    try {
      GenericRecord call =
          new GenericDatumReader<GenericRecord>(schema, schema, new GenericData())
              .read(null, decoder);
      if (!decoder.isEnd()) {
        return Optional.empty();
      }
      StringBuilder read = new StringBuilder();
      for (GroupColumn column : GroupColumn.values()) {
        boolean there = call.getSchema().getField(column.field()) != null;
        read.append(there ? text(call.get(column.field())) : GroupColumn.ABSENT).append('|');
      }
      return Optional.of(read.append(call.get("call_date_time")).toString());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String text(Object value) {
    if (value == null) {
      return GroupColumn.ABSENT;
    }
    return value instanceof Utf8 utf8
        ? new String(utf8.getBytes(), 0, utf8.getByteLength(), UTF_8)
        : value.toString();
  }

  private static byte[] encoded(Schema schema, GenericRecord call) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(WireFormat.header(1));
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema, new GenericData()).write(call, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
