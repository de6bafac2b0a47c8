package org.sfcalls.dashboard.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sfcalls.dashboard.storing.GroupSql;
import org.sfcalls.schemas.GroupColumn;

/** The values of a group as answers have them: by the name of their column, in its order. */
final class GroupAnswer {
  private GroupAnswer() {}

  /** The names of a row that begins with {@link GroupSql#joinedNames}. */
  static Map<String, String> read(ResultSet row) throws SQLException {
    Map<String, String> group = new LinkedHashMap<>();
    for (GroupColumn column : GroupColumn.values()) {
      group.put(column.toString(), row.getString(column.ordinal() + 1));
    }
    return group;
  }

  /** The values of these columns; null for the others. */
  static Map<String, String> of(Map<GroupColumn, String> values) {
    Map<String, String> group = new LinkedHashMap<>();
    for (GroupColumn column : GroupColumn.values()) {
      group.put(column.toString(), values.get(column));
    }
    return group;
  }
}
