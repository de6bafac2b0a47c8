package org.sfcalls.analytics.counting;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What calls are counted by beside the window. A column that is not among these has the same text,
 * {@value #ALL}, in every count, so that the contract and its keys stay as they are.
 *
 * @param columns at least one
 */
public record Grouping(Set<Column> columns) implements Serializable {

  /** A column that calls can be counted by, as the contract of counts has them. */
  public enum Column {
    TYPE("original_crime_type_name"),
    DISPOSITION("disposition");

    private final String field;

    Column(String field) {
      this.field = field;
    }

    /** The name that options and files use. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What stands for all values of a column that is not counted by. */
  public static final String ALL = "*";

  /** By call type and disposition. */
  public static final Grouping DEFAULT = new Grouping(EnumSet.allOf(Column.class));

  /**
   * @throws IllegalArgumentException when there is no column
   */
  public Grouping {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "no column to group by is given, one or several of "
              + Arrays.toString(Column.values())
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
    Set<Column> columns = EnumSet.noneOf(Column.class);
    for (String name : names) {
      Column column =
          Arrays.stream(Column.values())
              .filter(known -> known.toString().equalsIgnoreCase(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'"
                              + name
                              + "' is no column to group by, "
                              + Arrays.toString(Column.values())
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
    Set<Column> columns =
        Arrays.stream(Column.values())
            .filter(column -> fields.contains(column.field))
            .collect(Collectors.toSet());
    if (columns.size() != fields.size()) {
      throw new IllegalArgumentException(
          "calls are counted by " + fields + ", and this version only knows " + DEFAULT.fields());
    }
    return new Grouping(columns);
  }

  /** The fields of {@link org.sfcalls.schemas.CallCountKey}, in its order. */
  public List<String> fields() {
    return columns.stream().sorted().map(column -> column.field).toList();
  }

  /** Whether calls are counted by this column. */
  public boolean by(Column column) {
    return columns.contains(column);
  }

  /** The names in the contract's order: {@code type,disposition}. */
  @Override
  public String toString() {
    return columns.stream().sorted().map(Column::toString).collect(Collectors.joining(","));
  }
}
