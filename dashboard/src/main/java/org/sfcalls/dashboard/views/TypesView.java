package org.sfcalls.dashboard.views;

import java.util.List;
import org.sfcalls.dashboard.storing.Store;

/** Types by a part of their name, the busiest first. */
public final class TypesView {
  private TypesView() {}

  /** The answer. */
  public record Answer(long version, List<Type> types) {}

  public record Type(String type, long calls) {}

  /**
   * @param part of the name, in any case; empty for all
   */
  public static Answer of(Store store, String part, int limit) {
    long version = store.version();
    return new Answer(
        version,
        store.query(
            "SELECT t.name, sum(c.calls)::BIGINT AS calls FROM types t JOIN cells c ON c.type = t.id"
                + " WHERE contains(lower(t.name), lower(?)) GROUP BY t.name ORDER BY calls DESC,"
                + " t.name LIMIT "
                + limit,
            row -> new Type(row.getString(1), row.getLong(2)),
            part));
  }
}
