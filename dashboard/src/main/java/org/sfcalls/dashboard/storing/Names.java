package org.sfcalls.dashboard.storing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The numbers that stand for types and dispositions; a few thousand texts in millions of rows. */
final class Names {
  private final Map<String, Integer> types = new HashMap<>();
  private final Map<String, Integer> dispositions = new HashMap<>();
  private final Map<String, String> descriptions = new HashMap<>();

  /** What is not in the tables yet, or otherwise there. */
  private final Map<String, Integer> newTypes = new LinkedHashMap<>();

  private final Set<String> changedDispositions = new LinkedHashSet<>();

  /** Learns what the tables hold, and forgets what a transaction that failed had added. */
  void reload(Connection connection) throws SQLException {
    types.clear();
    dispositions.clear();
    descriptions.clear();
    newTypes.clear();
    changedDispositions.clear();
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

  int type(String name) {
    return types.computeIfAbsent(
        name,
        any -> {
          newTypes.put(name, types.size());
          return types.size();
        });
  }

  int disposition(String code) {
    return dispositions.computeIfAbsent(
        code,
        any -> {
          changedDispositions.add(code);
          return dispositions.size();
        });
  }

  /** The same with what the newest count says of it in words; null for nothing. */
  int disposition(String code, String description) {
    int id = disposition(code);
    if (!Objects.equals(descriptions.get(code), description)) {
      descriptions.put(code, description);
      changedDispositions.add(code);
    }
    return id;
  }

  /** Writes to the tables what is new. */
  void write(Staging staging) throws SQLException {
    staging.put(
        "types",
        newTypes.entrySet(),
        (type, row) -> {
          row.append(type.getValue().intValue());
          row.append(type.getKey());
        });
    staging.put(
        "dispositions",
        changedDispositions,
        (code, row) -> {
          row.append(dispositions.get(code).intValue());
          row.append(code);
          row.append(descriptions.get(code));
        });
    newTypes.clear();
    changedDispositions.clear();
  }
}
