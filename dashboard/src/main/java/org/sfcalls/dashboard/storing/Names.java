package org.sfcalls.dashboard.storing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

/** The numbers that stand for the values of groups; a few thousand texts in millions of rows. */
final class Names {
  private static final GroupColumn[] COLUMNS = GroupColumn.values();

  /** The values of one column. */
  private static final class Column {
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, String> descriptions = new HashMap<>();

    /** What is not in the table yet, or otherwise there. */
    private final Set<String> changed = new LinkedHashSet<>();

    int id(String value) {
      return ids.computeIfAbsent(
          value,
          any -> {
            changed.add(value);
            return ids.size();
          });
    }
  }

  private final Map<GroupColumn, Column> columns = new EnumMap<>(GroupColumn.class);

  Names() {
    for (GroupColumn column : COLUMNS) {
      columns.put(column, new Column());
    }
  }

  /** Learns what the tables hold, and forgets what a transaction that failed had added. */
  void reload(Connection connection) throws SQLException {
    for (GroupColumn name : COLUMNS) {
      Column column = new Column();
      columns.put(name, column);
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT id, name, description FROM " + GroupSql.names(name))) {
        while (row.next()) {
          column.ids.put(row.getString(2), row.getInt(1));
          column.descriptions.put(row.getString(2), row.getString(3));
        }
      }
    }
  }

  /**
   * Appends the numbers of a group's values, in the order of the columns.
   *
   * @param group null for none
   */
  void append(CallGroup group, DuckDBAppender row) throws SQLException {
    for (GroupColumn column : COLUMNS) {
      if (group == null) {
        row.appendNull();
      } else {
        row.append(columns.get(column).id(group.value(column)));
      }
    }
  }

  /** Keeps what the newest count says of a value in words; null for nothing. */
  void describe(GroupColumn name, String value, String description) {
    Column column = columns.get(name);
    column.id(value);
    if (!Objects.equals(column.descriptions.get(value), description)) {
      column.descriptions.put(value, description);
      column.changed.add(value);
    }
  }

  /** Writes to the tables what is new. */
  void write(Staging staging) throws SQLException {
    for (GroupColumn name : COLUMNS) {
      Column column = columns.get(name);
      staging.put(
          GroupSql.names(name),
          column.changed,
          (value, row) -> {
            row.append(column.ids.get(value).intValue());
            row.append(value);
            row.append(column.descriptions.get(value));
          });
      column.changed.clear();
    }
  }
}
