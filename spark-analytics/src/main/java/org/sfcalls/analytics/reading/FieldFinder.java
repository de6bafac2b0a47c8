package org.sfcalls.analytics.reading;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.sfcalls.schemas.GroupColumn;
import org.sfcalls.schemas.WireFormat;

/**
 * Finds the fields that calls are counted by in the bytes of a record, for one writer schema, and
 * makes nothing of the others. It checks the whole record: every length and branch, and that
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

  private static final GroupColumn[] COLUMNS = GroupColumn.values();

  /** In {@link #wanted}: a field that is skipped, and the event time. */
  private static final int SKIPPED = -1;

  private static final int EVENT_TIME = -2;

  /** In {@link #textBranch}: the field is a text and no union, and neither. */
  private static final int NO_UNION = -1;

  private static final int NO_TEXT = -2;

  private final Skip[] skips;

  /** Of each field of the schema: the number of the column that it is, or what else it is. */
  private final int[] wanted;

  /** Of each field: which branch of its union is the text, the other being null. */
  private final int[] textBranch;

  private final int[] from = new int[COLUMNS.length];
  private final int[] to = new int[COLUMNS.length];
  private long eventTimeMs;

  private FieldFinder(Skip[] skips, int[] wanted, int[] textBranch) {
    this.skips = skips;
    this.wanted = wanted;
    this.textBranch = textBranch;
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
    int[] wanted = new int[skips.length];
    Arrays.fill(wanted, SKIPPED);
    int[] textBranch =
        fields.stream().mapToInt(field -> textBranch(field.schema()).orElse(NO_TEXT)).toArray();
    for (GroupColumn column : COLUMNS) {
      Schema.Field field = writer.getField(column.field());
      if (field == null) {
        // The decoder takes such a schema only if calls may lack the field.
        continue;
      }
      if (textBranch[field.pos()] == NO_TEXT) {
        return Optional.empty();
      }
      wanted[field.pos()] = column.ordinal();
    }
    Schema.Field eventTime = writer.getField(CallDecoder.EVENT_TIME);
    if (eventTime == null
        || eventTime.schema().getType() != Schema.Type.LONG
        || !LogicalTypes.timestampMillis().equals(eventTime.schema().getLogicalType())) {
      return Optional.empty();
    }
    wanted[eventTime.pos()] = EVENT_TIME;
    return Optional.of(new FieldFinder(skips, wanted, textBranch));
  }

  /** Empty where the field is neither a text nor one that may be null. */
  private static Optional<Integer> textBranch(Schema schema) {
    if (schema.getType() == Schema.Type.STRING) {
      return Optional.of(NO_UNION);
    }
    List<Schema.Type> types =
        schema.getType() == Schema.Type.UNION
            ? schema.getTypes().stream().map(Schema::getType).toList()
            : List.of();
    return types.size() == 2
            && types.contains(Schema.Type.NULL)
            && types.contains(Schema.Type.STRING)
        ? Optional.of(types.indexOf(Schema.Type.STRING))
        : Optional.empty();
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
      int branch = textBranch[i];
      int begin = at;
      int end;
      if (branch == NO_TEXT) {
        end = skips[i].end(value, at);
      } else {
        // Nearly all fields are texts, and a call through an interface would cost more than this.
        boolean absent = branch != NO_UNION && index(value, at, 2) != branch;
        if (branch != NO_UNION) {
          begin = numberEnd(value, at, LONGEST_INT);
        }
        end = begin;
        if (!absent) {
          long length = number(value, begin);
          begin = numberEnd(value, begin, LONGEST_LONG);
          end = within(value, begin, length);
        }
      }
      int column = wanted[i];
      if (column >= 0) {
        from[column] = begin;
        to[column] = end;
      } else if (column == EVENT_TIME) {
        eventTimeMs = number(value, at);
      }
      at = end;
    }
    if (at != value.length) {
      throw new MalformedException((value.length - at) + " bytes follow the end of the call");
    }
  }

  /** Where the column's UTF-8 begins in the record. */
  int from(int column) {
    return from[column];
  }

  /** Where it ends; at its beginning where the call has none. */
  int to(int column) {
    return to[column];
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
    int end = numberEnd(bytes, from, LONGEST_LONG);
    long raw = bytes[end - 1];
    for (int at = end - 2; at >= from; at--) {
      raw = raw << 7 | bytes[at] & 0x7f;
    }
    return raw >>> 1 ^ -(raw & 1);
  }
}
