package org.sfcalls.analytics.audit;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.sfcalls.schemas.Registry.RegistryException;
import org.sfcalls.schemas.WireFormat;

/**
 * Decodes records of one contract, each with the schema whose id it carries. Times are epoch
 * milliseconds.
 *
 * <p>Not for use by several threads at once.
 */
final class RecordDecoder {
  private final Schema contract;
  private final IntFunction<Schema> writerSchemas;
  private final Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();

  /**
   * @param writerSchemas gives the schema of an id, or throws {@link RegistryException}
   */
  RecordDecoder(Schema contract, IntFunction<Schema> writerSchemas) {
    this.contract = contract;
    this.writerSchemas = writerSchemas;
  }

  /**
   * The record, or empty where the bytes are none of this contract.
   *
   * @throws RegistryException when the registry can't be asked
   */
  Optional<GenericRecord> decode(byte[] bytes) {
    if (!WireFormat.matches(bytes)) {
      return Optional.empty();
    }
    try {
      GenericDatumReader<GenericRecord> reader =
          readers.computeIfAbsent(
              WireFormat.schemaId(bytes),
              id -> new GenericDatumReader<>(writerSchemas.apply(id), contract));
      return Optional.of(
          reader.read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(
                      bytes,
                      WireFormat.HEADER_BYTES,
                      bytes.length - WireFormat.HEADER_BYTES,
                      null)));
    } catch (RegistryException e) {
      if (e.notFound()) {
        return Optional.empty();
      }
      throw e;
    } catch (IOException | RuntimeException unreadable) {
      // Reading touches nothing but these bytes, so whatever Avro throws is their fault.
      return Optional.empty();
    }
  }
}
