package org.sfcalls.analytics.reading;

import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.sfcalls.schemas.WireFormat;

/**
 * Finds the three fields that calls are counted by in the bytes of a record, for one writer schema,
 * and makes nothing of the others. It checks the whole record: every length and branch, and that
 * nothing follows its end.
 *
 * <p>Not for use by several threads at once.
 */
final class FieldFinder {

  /** The bytes are no record of the schema. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Where a value ends that begins at a place. */
  private interface Skip {
    int end(byte[] bytes, int from) throws MalformedException;
  }

  /** Most bytes of a number. */
  private static final int LONGEST_INT = 5;

  private static final int LONGEST_LONG = 10;

  private final Skip[] skips;
  private final int type;
  private final int disposition;
  private final int eventTime;

  private int typeFrom;
  private int typeTo;
  private int dispositionFrom;
  private int dispositionTo;
  private long eventTimeMs;

  private FieldFinder(Skip[] skips, int type, int disposition, int eventTime) {
    this.skips = skips;
    this.type = type;
    this.disposition = disposition;
    this.eventTime = eventTime;
  }

  /**
   * A finder for records of this schema; empty where it can't do without Avro's schema resolution.
   */
  static Optional<FieldFinder> of(Schema writer) {
    if (writer.getType() != Schema.Type.RECORD) {
      return Optional.empty();
    }
    List<Schema.Field> fields = writer.getFields();
    Skip[] skips = new Skip[fields.size()];
    for (int i = 0; i < skips.length; i++) {
      skips[i] = skip(fields.get(i).schema());
      if (skips[i] == null) {
        return Optional.empty();
      }
    }
    int type = position(writer, CallDecoder.TYPE, Schema.Type.STRING);
    int disposition = position(writer, CallDecoder.DISPOSITION, Schema.Type.STRING);
    int eventTime = position(writer, CallDecoder.EVENT_TIME, Schema.Type.LONG);
    if (type < 0
        || disposition < 0
        || eventTime < 0
        || !LogicalTypes.timestampMillis()
            .equals(fields.get(eventTime).schema().getLogicalType())) {
      return Optional.empty();
    }
    return Optional.of(new FieldFinder(skips, type, disposition, eventTime));
  }

  private static int position(Schema writer, String name, Schema.Type type) {
    Schema.Field field = writer.getField(name);
    return field != null && field.schema().getType() == type ? field.pos() : -1;
  }

  /** Null for what needs more than a look at lengths. */
  private static Skip skip(Schema schema) {
    switch (schema.getType()) {
      case NULL:
        return (bytes, from) -> from;
      case BOOLEAN:
        return (bytes, from) -> within(bytes, from, 1);
      case INT:
        return (bytes, from) -> numberEnd(bytes, from, LONGEST_INT);
      case LONG:
        return (bytes, from) -> numberEnd(bytes, from, LONGEST_LONG);
      case ENUM:
        int symbols = schema.getEnumSymbols().size();
        return (bytes, from) -> {
          index(bytes, from, symbols);
          return numberEnd(bytes, from, LONGEST_INT);
        };
      case FLOAT:
        return (bytes, from) -> within(bytes, from, Float.BYTES);
      case DOUBLE:
        return (bytes, from) -> within(bytes, from, Double.BYTES);
      case FIXED:
        int size = schema.getFixedSize();
        return (bytes, from) -> within(bytes, from, size);
      case STRING:
      case BYTES:
        return (bytes, from) ->
            within(bytes, numberEnd(bytes, from, LONGEST_LONG), number(bytes, from));
      case UNION:
        return union(schema.getTypes());
      default:
        return null;
    }
  }

  private static Skip union(List<Schema> types) {
    Skip[] branches = new Skip[types.size()];
    for (int i = 0; i < branches.length; i++) {
      branches[i] = skip(types.get(i));
      if (branches[i] == null) {
        return null;
      }
    }
    return (bytes, from) ->
        branches[index(bytes, from, branches.length)].end(
            bytes, numberEnd(bytes, from, LONGEST_INT));
  }

  /**
   * Reads a record; what was found is to be had until the next is read.
   *
   * @param value the record in wire format
   * @throws MalformedException when the body is no record of the schema
   */
  void find(byte[] value) throws MalformedException {
    int at = WireFormat.HEADER_BYTES;
    for (int i = 0; i < skips.length; i++) {
      int end = skips[i].end(value, at);
      if (i == type) {
        typeFrom = numberEnd(value, at, LONGEST_LONG);
        typeTo = end;
      } else if (i == disposition) {
        dispositionFrom = numberEnd(value, at, LONGEST_LONG);
        dispositionTo = end;
      } else if (i == eventTime) {
        eventTimeMs = number(value, at);
      }
      at = end;
    }
    if (at != value.length) {
      throw new MalformedException((value.length - at) + " bytes follow the end of the call");
    }
  }

  int typeFrom() {
    return typeFrom;
  }

  int typeTo() {
    return typeTo;
  }

  int dispositionFrom() {
    return dispositionFrom;
  }

  int dispositionTo() {
    return dispositionTo;
  }

  long eventTimeMs() {
    return eventTimeMs;
  }

  private static int within(byte[] bytes, int from, long length) throws MalformedException {
    if (length < 0 || length > bytes.length - from) {
      throw new MalformedException(
          "a value of " + length + " bytes begins at byte " + from + " of " + bytes.length);
    }
    return from + (int) length;
  }

  private static int index(byte[] bytes, int from, int choices) throws MalformedException {
    long index = number(bytes, from);
    if (index < 0 || index >= choices) {
      throw new MalformedException(
          "choice " + index + " of " + choices + " at byte " + from + " of " + bytes.length);
    }
    return (int) index;
  }

  private static int numberEnd(byte[] bytes, int from, int longest) throws MalformedException {
    int limit = Math.min(bytes.length, from + longest);
    for (int at = from; at < limit; at++) {
      if (bytes[at] >= 0) {
        return at + 1;
      }
    }
    throw new MalformedException(
        "a number that begins at byte " + from + " of " + bytes.length + " has no end");
  }

  /** Avro's number of the sign last, seven bits a byte, lowest first. */
  private static long number(byte[] bytes, int from) throws MalformedException {
    long raw = 0;
    for (int at = numberEnd(bytes, from, LONGEST_LONG) - 1; at >= from; at--) {
      raw = raw << 7 | bytes[at] & 0x7f;
    }
    return raw >>> 1 ^ -(raw & 1);
  }
}
