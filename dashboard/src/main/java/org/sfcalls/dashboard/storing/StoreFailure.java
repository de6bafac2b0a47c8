package org.sfcalls.dashboard.storing;

import java.sql.SQLException;

/** DuckDB refused a statement: the file, the disk or this program is at fault. */
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreFailure(String message, SQLException cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
