package org.sfcalls.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.SchemaCompatibility;

/**
 * Whether two versions of a contract can read each other's records, in both directions; over all
 * pairs of versions that is Confluent's level {@code FULL_TRANSITIVE}. Stricter than Avro's rules
 * in one point: a field may not change its logical type, for Avro and the registries let
 * milliseconds be read as microseconds, and a day as a time of day.
 */
public final class MutualRead {
  private MutualRead() {}

  /** One version of a contract, by the name that it has in messages, such as {@code version 2}. */
  public record Version(String name, Schema schema) {
    public Version {
      Objects.requireNonNull(name);
      Objects.requireNonNull(schema);
    }
  }

  /** What stands against it, in words; none when each can read the other. */
  public static List<String> conflicts(Version one, Version other) {
    List<String> conflicts = new ArrayList<>();
    addUnreadable(conflicts, one, other);
    addUnreadable(conflicts, other, one);
    addLogicalTypes(conflicts, one, other);
    return conflicts;
  }

  private static void addUnreadable(List<String> conflicts, Version reader, Version writer) {
    SchemaCompatibility.checkReaderWriterCompatibility(reader.schema(), writer.schema())
        .getResult()
        .getIncompatibilities()
        .forEach(
            found ->
                conflicts.add(
                    "%s can't read %s: %s at %s (%s)"
                        .formatted(
                            reader.name(),
                            writer.name(),
                            found.getType(),
                            found.getLocation(),
                            found.getMessage())));
  }

  private static void addLogicalTypes(List<String> conflicts, Version one, Version other) {
    if (one.schema().getType() != Schema.Type.RECORD
        || other.schema().getType() != Schema.Type.RECORD) {
      return;
    }
    for (Field field : one.schema().getFields()) {
      Field same = other.schema().getField(field.name());
      if (same != null && !logicalTypes(field).equals(logicalTypes(same))) {
        conflicts.add(
            "%s is %s in %s and %s in %s: the same bytes would mean something else"
                .formatted(
                    field.name(),
                    logicalTypes(field),
                    one.name(),
                    logicalTypes(same),
                    other.name()));
      }
    }
  }

  /** Logical types of a field's type or, of a union, its branches. */
  private static Set<String> logicalTypes(Field field) {
    Schema schema = field.schema();
    Stream<Schema> types = schema.isUnion() ? schema.getTypes().stream() : Stream.of(schema);
    Set<String> names = new TreeSet<>();
    types
        .filter(type -> type.getType() != Schema.Type.NULL)
        .forEach(
            type -> {
              String name = type.getProp("logicalType");
              names.add(name == null ? "no logical type" : name);
            });
    return names;
  }
}
