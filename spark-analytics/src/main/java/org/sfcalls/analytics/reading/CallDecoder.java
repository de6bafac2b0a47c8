package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WireFormat;

/**
 * Decodes records with the schema whose id they carry, into the event time and the fields that are
 * counted by. The others are skipped without making anything of them. {@link FieldFinder} reads
 * what an ordinary schema wrote; any other goes through Avro's schema resolution.
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

  static final String EVENT_TIME = "call_date_time";

  private static final int COLUMNS = GroupColumn.values().length;
  private static final byte[] ABSENT = GroupColumn.ABSENT.getBytes(UTF_8);

  /** The part of the contract that is read: the columns in their order, and the event time. */
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
  private final byte[][] bytes = new byte[COLUMNS][];
  private final int[] from = new int[COLUMNS];
  private final int[] to = new int[COLUMNS];
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

  /** The value of a column, UTF-8: {@link #from} to {@link #to} of these bytes. */
  byte[] bytes(int column) {
    return bytes[column];
  }

  int from(int column) {
    return from[column];
  }

  int to(int column) {
    return to[column];
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
      for (int column = 0; column < COLUMNS; column++) {
        bytes[column] = value;
        from[column] = finder.from(column);
        to[column] = finder.to(column);
      }
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
      for (int column = 0; column < COLUMNS; column++) {
        Utf8 text = (Utf8) call.get(column);
        bytes[column] = text == null ? ABSENT : text.getBytes();
        from[column] = 0;
        to[column] = text == null ? ABSENT.length : text.getByteLength();
      }
      eventTimeMs = (long) call.get(COLUMNS);
    };
  }

  private static Schema reader() {
    Schema contract = PoliceCall.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    for (GroupColumn column : GroupColumn.values()) {
      Schema.Field field = contract.getField(column.field());
      fields.add(new Schema.Field(field.name(), plain(field.schema()), null, field.defaultVal()));
    }
    fields.add(
        new Schema.Field(contract.getField(EVENT_TIME), contract.getField(EVENT_TIME).schema()));
    return Schema.createRecord(contract.getName(), null, contract.getNamespace(), false, fields);
  }

  /** The contract's own texts are marked to become String; here they stay Avro's cheaper Utf8. */
  private static Schema plain(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> Schema.create(Schema.Type.STRING);
      case UNION -> Schema.createUnion(schema.getTypes().stream().map(CallDecoder::plain).toList());
      default -> schema;
    };
  }
}
