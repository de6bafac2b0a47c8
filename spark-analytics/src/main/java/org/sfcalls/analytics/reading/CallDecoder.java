package org.sfcalls.analytics.reading;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.sfcalls.schemas.PoliceCall;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.Topics;
import org.sfcalls.schemas.WireFormat;

/**
 * Decodes records with the schema whose id they carry, into the three fields that are counted by.
 * Avro skips the others without making anything of them.
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

  private static final String TYPE = "original_crime_type_name";
  private static final String DISPOSITION = "disposition";
  private static final String EVENT_TIME = "call_date_time";

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

  private final IntFunction<Schema> writerSchemas;
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private BinaryDecoder decoder;
  private final GenericRecord call = new GenericData.Record(READER);

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
    GenericDatumReader<GenericRecord> reader = readerOf(WireFormat.schemaId(value));
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(
                  value, WireFormat.HEADER_BYTES, value.length - WireFormat.HEADER_BYTES, decoder);
      reader.read(call, decoder);
      if (!decoder.isEnd()) {
        throw new UndecodableException("BAD_BODY", "bytes follow the end of the call");
      }
    } catch (IOException | RuntimeException e) {
      // Reading touches nothing but these bytes, so whatever Avro throws is their fault.
      throw new UndecodableException("BAD_BODY", "the body is no call of its schema: " + e);
    }
  }

  String type() {
    return call.get(0).toString();
  }

  String disposition() {
    return call.get(1).toString();
  }

  /** Epoch milliseconds. */
  long eventTimeMs() {
    return (long) call.get(2);
  }

  private GenericDatumReader<GenericRecord> readerOf(int id) throws UndecodableException {
    GenericDatumReader<GenericRecord> reader = readers.get(id);
    if (reader == null) {
      Schema writer;
      try {
        writer = writerSchemas.apply(id);
      } catch (RegistryException e) {
        if (e.notFound()) {
          throw new UndecodableException("UNKNOWN_SCHEMA", e.getMessage());
        }
        throw e;
      }
      reader = new GenericDatumReader<>(writer, READER);
      readers.put(id, reader);
    }
    return reader;
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
