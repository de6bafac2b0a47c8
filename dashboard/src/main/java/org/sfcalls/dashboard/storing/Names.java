package org.sfcalls.dashboard.storing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The numbers that stand for types and dispositions; a few thousand texts in millions of rows. */
final class Names {
  private final Map<String, Integer> types = new HashMap<>();
  private final Map<String, Integer> dispositions = new HashMap<>();
  private final Map<String, String> descriptions = new HashMap<>();

  private Names() {}

  static Names load(Connection connection) throws SQLException {
    Names names = new Names();
    names.reload(connection);
    return names;
  }

  /** Forgets what a transaction that failed had added. */
  void reload(Connection connection) throws SQLException {
    types.clear();
    dispositions.clear();
    descriptions.clear();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT id, name FROM types")) {
        while (row.next()) {
          types.put(row.getString(2), row.getInt(1));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT id, code, description FROM dispositions")) {
        while (row.next()) {
          dispositions.put(row.getString(2), row.getInt(1));
          descriptions.put(row.getString(2), row.getString(3));
        }
      }
    }
  }

  int type(Connection connection, String name) throws SQLException {
    Integer known = types.get(name);
    if (known != null) {
      return known;
    }
    int id = types.size();
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO types VALUES (?, ?)")) {
      insert.setInt(1, id);
      insert.setString(2, name);
      insert.execute();
    }
    types.put(name, id);
    return id;
  }

  int disposition(Connection connection, String code) throws SQLException {
    Integer known = dispositions.get(code);
    if (known != null) {
      return known;
    }
    int id = dispositions.size();
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO dispositions VALUES (?, ?, NULL)")) {
      insert.setInt(1, id);
      insert.setString(2, code);
      insert.execute();
    }
    dispositions.put(code, id);
    return id;
  }

  /** The same with what the newest count says of it in words; null for nothing. */
  int disposition(Connection connection, String code, String description) throws SQLException {
    int id = disposition(connection, code);
    if (!Objects.equals(descriptions.get(code), description)) {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE dispositions SET description = ? WHERE id = ?")) {
        update.setString(1, description);
        update.setInt(2, id);
        update.execute();
      }
      descriptions.put(code, description);
    }
    return id;
  }
}
