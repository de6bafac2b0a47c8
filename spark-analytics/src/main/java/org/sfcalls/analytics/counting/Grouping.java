package org.sfcalls.analytics.counting;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

/**
 * What calls are counted by beside the window. A column that is not among these has the same text,
 * {@value GroupColumn#ALL}, in every count, so that the contract and its keys stay as they are.
 *
 * @param columns at least one
 */
public record Grouping(Set<GroupColumn> columns) implements Serializable {

  /** By every column. */
  public static final Grouping DEFAULT = new Grouping(EnumSet.allOf(GroupColumn.class));

  /**
   * @throws IllegalArgumentException when there is no column
   */
  public Grouping {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "no column to group by is given, one or several of "
              + Arrays.toString(GroupColumn.values())
              + " are needed");
    }
    columns = Set.copyOf(columns);
  }

  /**
   * By these columns, in any order and case.
   *
   * @throws IllegalArgumentException when there is none, one comes twice or is unknown
   */
  public static Grouping of(Collection<String> names) {
    Set<GroupColumn> columns = EnumSet.noneOf(GroupColumn.class);
    for (String name : names) {
      GroupColumn column =
          Arrays.stream(GroupColumn.values())
              .filter(known -> known.toString().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'"
                              + name
                              + "' is no column to group by, "
                              + Arrays.toString(GroupColumn.values())
                              + " are"));
      if (!columns.add(column)) {
        throw new IllegalArgumentException("column " + column + " is given twice");
      }
    }
    return new Grouping(columns);
  }

  /**
   * By these fields of {@link org.sfcalls.schemas.CallCountKey}.
   *
   * @throws IllegalArgumentException when there is none or one is unknown
   */
  public static Grouping ofFields(Collection<String> fields) {
    Set<GroupColumn> columns =
        Arrays.stream(GroupColumn.values())
            .filter(column -> fields.contains(column.field()))
            .collect(Collectors.toSet());
    if (columns.size() != fields.size()) {
      throw new IllegalArgumentException(
          "calls are counted by " + fields + ", and this version only knows " + DEFAULT.fields());
    }
    return new Grouping(columns);
  }

  /** The fields of {@link org.sfcalls.schemas.CallCountKey}, in its order. */
  public List<String> fields() {
    return columns.stream().sorted().map(GroupColumn::field).toList();
  }

  /** Whether calls are counted by this column. */
  public boolean by(GroupColumn column) {
    return columns.contains(column);
  }

  /** The group that a call of these values is counted in. */
  public CallGroup group(CallGroup values) {
    return CallGroup.of(
        Arrays.stream(GroupColumn.values())
            .map(column -> by(column) ? values.value(column) : GroupColumn.ALL)
            .toArray(String[]::new));
  }

  /** The names in the contract's order: {@code type,disposition}. */
  @Override
  public String toString() {
    return columns.stream().sorted().map(GroupColumn::toString).collect(Collectors.joining(","));
  }
}
