package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WireFormat;

/**
 * Decodes records with the schema whose id they carry, into the three fields that are counted by.
 * The others are skipped without making anything of them. {@link FieldFinder} reads what an
 * ordinary schema wrote; any other goes through Avro's schema resolution.
 *
 * <p>Not for use by several threads at once.
 */
final class CallDecoder {

  /** A record's bytes are no call, and why. */
  static final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    UndecodableException(String reason, String message) {
      super(message);
      this.reason = reason;
    }

    /** Reason code, as on dead letters. */
    String reason() {
      return reason;
    }
  }

  static final String TYPE = "original_crime_type_name";
  static final String DISPOSITION = "disposition";
  static final String EVENT_TIME = "call_date_time";

  /** The part of the contract that is read. */
  static final Schema READER = reader();

  static {
    // Avro reserves the memory for a text before it looks whether the bytes are there: a few broken
    // bytes could take all of it. It reads its limit once, when it first decodes.
    String limit = "org.apache.avro.limits.string.maxLength";
    if (System.getProperty(limit) == null) {
      System.setProperty(limit, Integer.toString(Topics.MAX_RECORD_BYTES));
    }
  }

  /** Reads the body of a record. */
  private interface BodyReader {
    void read(byte[] value) throws UndecodableException;
  }

  private final IntFunction<Schema> writerSchemas;
  private final Map<Integer, BodyReader> readers = new HashMap<>();
  private byte[] typeBytes;
  private int typeFrom;
  private int typeTo;
  private byte[] dispositionBytes;
  private int dispositionFrom;
  private int dispositionTo;
  private long eventTimeMs;

  /**
   * @param writerSchemas gives the schema of an id, or throws {@link RegistryException}
   */
  CallDecoder(IntFunction<Schema> writerSchemas) {
    this.writerSchemas = writerSchemas;
  }

  /**
   * Reads a record; its fields are then to be had until the next is read.
   *
   * @throws UndecodableException when the bytes are no call; the stream goes on without it
   * @throws RegistryException when the registry can't be asked; nothing may go on without it
   */
  void decode(byte[] value) throws UndecodableException {
    if (!WireFormat.matches(value)) {
      throw new UndecodableException(
          "NOT_WIRE_FORMAT", "the value does not begin like Confluent's wire format");
    }
    int id = WireFormat.schemaId(value);
    BodyReader reader = readers.get(id);
    if (reader == null) {
      reader = reader(id);
      readers.put(id, reader);
    }
    reader.read(value);
  }

  /** The call type, UTF-8: {@link #typeFrom} to {@link #typeTo} of these bytes. */
  byte[] typeBytes() {
    return typeBytes;
  }

  int typeFrom() {
    return typeFrom;
  }

  int typeTo() {
    return typeTo;
  }

  /** The disposition, UTF-8: {@link #dispositionFrom} to {@link #dispositionTo} of these bytes. */
  byte[] dispositionBytes() {
    return dispositionBytes;
  }

  int dispositionFrom() {
    return dispositionFrom;
  }

  int dispositionTo() {
    return dispositionTo;
  }

  String type() {
    return new String(typeBytes, typeFrom, typeTo - typeFrom, UTF_8);
  }

  String disposition() {
    return new String(dispositionBytes, dispositionFrom, dispositionTo - dispositionFrom, UTF_8);
  }

  /** Epoch milliseconds. */
  long eventTimeMs() {
    return eventTimeMs;
  }

  private BodyReader reader(int id) throws UndecodableException {
    Schema writer;
    try {
      writer = writerSchemas.apply(id);
    } catch (RegistryException e) {
      if (e.notFound()) {
        throw new UndecodableException("UNKNOWN_SCHEMA", e.getMessage());
      }
      throw e;
    }
    if (!isCall(writer)) {
      return value -> {
        throw new UndecodableException(
            "INCOMPATIBLE_SCHEMA",
            "schema "
                + id
                + " ("
                + writer.getFullName()
                + ") can't be read as a call: it needs "
                + READER);
      };
    }
    Optional<FieldFinder> finder = FieldFinder.of(writer);
    return finder.isPresent() ? found(finder.get()) : resolved(writer);
  }

  /** Avro compares names and types; what a number stands for, it leaves to the reader. */
  private static boolean isCall(Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(READER, writer).getType()
            == SchemaCompatibilityType.COMPATIBLE
        && LogicalTypes.timestampMillis()
            .equals(writer.getField(EVENT_TIME).schema().getLogicalType());
  }

  private BodyReader found(FieldFinder finder) {
    return value -> {
      try {
        finder.find(value);
      } catch (FieldFinder.MalformedException e) {
        throw new UndecodableException(
            "BAD_BODY", "the body is no call of its schema: " + e.getMessage());
      }
      typeBytes = value;
      typeFrom = finder.typeFrom();
      typeTo = finder.typeTo();
      dispositionBytes = value;
      dispositionFrom = finder.dispositionFrom();
      dispositionTo = finder.dispositionTo();
      eventTimeMs = finder.eventTimeMs();
    };
  }

  private BodyReader resolved(Schema writer) {
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(writer, READER);
    GenericRecord call = new GenericData.Record(READER);
    return value -> {
      try {
        BinaryDecoder decoder =
            DecoderFactory.get()
                .binaryDecoder(
                    value, WireFormat.HEADER_BYTES, value.length - WireFormat.HEADER_BYTES, null);
        reader.read(call, decoder);
        if (!decoder.isEnd()) {
          throw new UndecodableException("BAD_BODY", "bytes follow the end of the call");
        }
      } catch (IOException | RuntimeException e) {
        // Reading touches nothing but these bytes, so whatever Avro throws is their fault.
        throw new UndecodableException("BAD_BODY", "the body is no call of its schema: " + e);
      }
      Utf8 type = (Utf8) call.get(0);
      typeBytes = type.getBytes();
      typeFrom = 0;
      typeTo = type.getByteLength();
      Utf8 disposition = (Utf8) call.get(1);
      dispositionBytes = disposition.getBytes();
      dispositionFrom = 0;
      dispositionTo = disposition.getByteLength();
      eventTimeMs = (long) call.get(2);
    };
  }

  private static Schema reader() {
    Schema contract = PoliceCall.getClassSchema();
    SchemaBuilder.FieldAssembler<Schema> fields =
        SchemaBuilder.record(contract.getName()).namespace(contract.getNamespace()).fields();
    for (String name : new String[] {TYPE, DISPOSITION, EVENT_TIME}) {
      // The contract's own texts are marked to become String; here they stay Avro's cheaper Utf8.
      Schema field = contract.getField(name).schema();
      fields
          .name(name)
          .type(field.getType() == Schema.Type.STRING ? Schema.create(Schema.Type.STRING) : field)
          .noDefault();
    }
    return fields.endRecord();
  }
}
