package org.sfcalls.dashboard.storing;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sfcalls.schemas.GroupColumn;

/**
 * The grouping columns in SQL. Tables of calls have a column of numbers for each, named as {@link
 * GroupColumn} is; a table of names, {@code types} for {@code type}, has the texts by number.
 */
public final class GroupSql {

  /** All columns, in their order: {@code type, disposition}. */
  static final String COLUMNS = each(GroupColumn::toString, ", ");

  /** The same, as a table has them. */
  static final String NUMBERS = each(column -> column + " INTEGER", ", ");

  private GroupSql() {}

  /** The table of a column's names: {@code id}, {@code name} and {@code description}. */
  public static String names(GroupColumn column) {
    return column + "s";
  }

  static List<String> tablesOfNames() {
    return Arrays.stream(GroupColumn.values()).map(GroupSql::names).toList();
  }

  /** The columns of a table under this alias: {@code s.type, s.disposition}. */
  static String columns(String alias) {
    return each(column -> alias + "." + column, ", ");
  }

  /** Whether two rows are of the same group. */
  static String same(String alias, String other) {
    return each(column -> alias + "." + column + " = " + other + "." + column, " AND ");
  }

  /** Joins to the rows of a table under this alias the tables of their names. */
  public static String joinNames(String alias) {
    return each(
        column -> "JOIN %s ON %1$s.id = %s.%s".formatted(names(column), alias, column), " ");
  }

  /** The names after such a join, in the order of the columns. */
  public static String joinedNames() {
    return each(column -> names(column) + ".name", ", ");
  }

  private static String each(Function<GroupColumn, String> text, String between) {
    return Arrays.stream(GroupColumn.values()).map(text).collect(Collectors.joining(between));
  }
}
