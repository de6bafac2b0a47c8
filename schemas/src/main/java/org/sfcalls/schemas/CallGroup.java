package org.sfcalls.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.generic.IndexedRecord;

/** What a count belongs to in addition to its window: a value for each {@link GroupColumn}. */
public final class CallGroup implements Comparable<CallGroup> {

  private static final GroupColumn[] COLUMNS = GroupColumn.values();

  private final String[] values;

  private CallGroup(String[] values) {
    this.values = values;
  }

  /**
   * The group of these values.
   *
   * @param values one for each column, in their order
   * @throws IllegalArgumentException when there are more or fewer than columns
   */
  public static CallGroup of(String... values) {
    if (values.length != COLUMNS.length) {
      throw new IllegalArgumentException(
          "the values are " + List.of(values) + ", one for each of " + List.of(COLUMNS));
    }
    return new CallGroup(values.clone());
  }

  /** The group of these values; columns that are not among them are {@link GroupColumn#ABSENT}. */
  public static CallGroup of(Map<GroupColumn, String> values) {
    return new CallGroup(
        Arrays.stream(COLUMNS)
            .map(column -> values.getOrDefault(column, GroupColumn.ABSENT))
            .toArray(String[]::new));
  }

  /**
   * The group that the fields of a record name: of a count, its key, a late call, or a call itself.
   *
   * @throws NullPointerException when the record's schema lacks one of the fields
   */
  public static CallGroup of(IndexedRecord record) {
    String[] values = new String[COLUMNS.length];
    for (GroupColumn column : COLUMNS) {
      Object value = record.get(position(record, column));
      values[column.ordinal()] = value == null ? GroupColumn.ABSENT : value.toString();
    }
    return new CallGroup(values);
  }

  /** The group that {@link #bytes} made these bytes of. */
  public static CallGroup of(byte[] bytes) {
    String[] values = new String[COLUMNS.length];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      int zigZag = 0;
      int shift = 0;
      for (; bytes[at] < 0; shift += 7) {
        zigZag |= (bytes[at++] & 0x7f) << shift;
      }
      zigZag |= bytes[at++] << shift;
      values[i] = new String(bytes, at, zigZag >>> 1, UTF_8);
      at += zigZag >>> 1;
    }
    return new CallGroup(values);
  }

  /**
   * The values as Avro writes them one after the other, which is how they appear in the records of
   * the contracts.
   */
  public byte[] bytes() {
    AvroBuffer out = new AvroBuffer();
    for (String value : values) {
      byte[] utf8 = value.getBytes(UTF_8);
      out.room(utf8.length + AvroBuffer.MAX_NUMBER_BYTES);
      out.text(utf8, 0, utf8.length);
    }
    return out.record();
  }

  /** Sets the fields of a record of the contracts. */
  public <T extends IndexedRecord> T setOn(T record) {
    for (GroupColumn column : COLUMNS) {
      record.put(position(record, column), value(column));
    }
    return record;
  }

  private static int position(IndexedRecord record, GroupColumn column) {
    return record.getSchema().getField(column.field()).pos();
  }

  /** The value of a column. */
  public String value(GroupColumn column) {
    return values[column.ordinal()];
  }

  /** One for each column, in their order. */
  public String[] values() {
    return values.clone();
  }

  /** By the first column whose values differ. */
  @Override
  public int compareTo(CallGroup other) {
    return Arrays.compare(values, other.values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallGroup group && Arrays.equals(values, group.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** The values, with a slash between: {@code Traffic Stop/HAN}. */
  @Override
  public String toString() {
    return Arrays.stream(values).collect(Collectors.joining("/"));
  }
}
