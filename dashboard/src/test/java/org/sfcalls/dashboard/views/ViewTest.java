package org.sfcalls.dashboard.views;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.dashboard.storing.Change;
import org.sfcalls.dashboard.storing.Store;

/** A view over a store of its own. */
abstract class ViewTest {
  static final ZoneId SAN_FRANCISCO = ZoneId.of("America/Los_Angeles");
  static final String HOSTILE = "'; DROP TABLE windows; --";

  @TempDir Path folder;

  Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("calls.duckdb"), false);
  }

  @AfterEach
  void close() {
    store.close();
  }

  final void apply(Change... changes) {
    store.apply(List.of(changes), Map.of());
  }

  /** Event time has come to here; what ends at or before the watermark is final. */
  final void progress(String newestEvent, String watermark) {
    apply(CallLog.progress(1, newestEvent, watermark));
  }
}
