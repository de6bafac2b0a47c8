package org.sfcalls.dashboard.web;

import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sfcalls.dashboard.following.Status;
import org.sfcalls.dashboard.following.Watch;
import org.sfcalls.dashboard.storing.Store;
import org.sfcalls.dashboard.views.DataRange;
import org.sfcalls.dashboard.views.NowView;
import org.sfcalls.dashboard.views.SeriesView;
import org.sfcalls.dashboard.views.Table;
import org.sfcalls.dashboard.views.TrustView;
import org.sfcalls.dashboard.views.TypesView;
import org.sfcalls.dashboard.views.UnusualView;
import org.sfcalls.schemas.GroupColumn;

/** The answer of each view to a request. */
final class Views {
  static final Set<String> NOW = Set.of(Parameters.ZONE, "window");
  static final Set<String> SERIES = series();
  static final Set<String> UNUSUAL = Set.of(Parameters.ZONE, "hour");
  static final Set<String> TRUST = Set.of(Parameters.ZONE);
  static final Set<String> TYPES = Set.of("q", "limit");

  private static final int HALF_HOUR = 1800;

  private final Store store;
  private final Watch watch;

  /** The views that can be downloaded. */
  enum Downloadable {
    NOW,
    SERIES,
    UNUSUAL,
    REJECTED,
    LATE
  }

  /** The kinds of file. */
  enum Format {
    CSV,
    PARQUET
  }

  /** What {@code /api/status} tells. */
  record StatusAnswer(
      long version,
      String state,
      String message,
      long recordsBehind,
      String lastAppliedAt,
      String dataFrom,
      String dataTo,
      String watermark,
      int windowSeconds,
      int slideSeconds,
      String balance) {}

  Views(Store store, Watch watch) {
    this.store = store;
    this.watch = watch;
  }

  private static Set<String> series() {
    Set<String> names = new HashSet<>(Set.of(Parameters.ZONE, "from", "to", "by", "points"));
    for (GroupColumn column : GroupColumn.values()) {
      names.add(column.toString());
    }
    return Set.copyOf(names);
  }

  StatusAnswer status() {
    Status status = watch.status();
    DataRange range = DataRange.of(store);
    return new StatusAnswer(
        store.version(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.message(),
        status.recordsBehind(),
        status.lastAppliedAt() == null ? null : status.lastAppliedAt().toString(),
        range.from(),
        range.to(),
        range.watermark(),
        store.windows().sizeSeconds(),
        store.windows().slideSeconds(),
        TrustView.state(watch.verdict()));
  }

  NowView.Answer now(Parameters parameters) {
    return NowView.of(
        store, parameters.instant("window", store.windows().slideSeconds()), parameters.zone());
  }

  SeriesView.Answer series(Parameters parameters) {
    return SeriesView.of(store, question(parameters));
  }

  private static SeriesView.Question question(Parameters parameters) {
    var from = parameters.instant("from");
    var to = parameters.instant("to");
    if (from.isPresent() && to.isPresent() && from.get() >= to.get()) {
      throw new Parameters.BadParameter(
          "to", parameters.text("to"), "an instant after from is allowed");
    }
    Map<GroupColumn, String> only = new EnumMap<>(GroupColumn.class);
    for (GroupColumn column : GroupColumn.values()) {
      String value = parameters.text(column.toString());
      if (value != null) {
        only.put(column, value);
      }
    }
    return new SeriesView.Question(
        from,
        to,
        parameters.choice("by", SeriesView.By.values(), SeriesView.By.TOTAL),
        only,
        parameters.number("points", 400, 10, 2000),
        parameters.zone());
  }

  UnusualView.Answer unusual(Parameters parameters) {
    return UnusualView.of(store, parameters.instant("hour", HALF_HOUR), parameters.zone());
  }

  TrustView.Answer trust(Parameters parameters) {
    // The page shows the times in this zone; the answer has instants.
    var unused = parameters.zone();
    return TrustView.of(store, watch);
  }

  TypesView.Answer types(Parameters parameters) {
    String part = parameters.text("q");
    return TypesView.of(store, part == null ? "" : part, parameters.number("limit", 20, 1, 200));
  }

  /** The names that a download of this view may have. */
  static Set<String> downloadNames(Downloadable view) {
    Set<String> names = new LinkedHashSet<>(List.of("view", "format"));
    names.addAll(
        switch (view) {
          case NOW -> NOW;
          case SERIES -> SERIES;
          case UNUSUAL -> UNUSUAL;
          case REJECTED, LATE -> TRUST;
        });
    return names;
  }

  Table table(Downloadable view, Parameters parameters) {
    ZoneId zone = parameters.zone();
    return switch (view) {
      case NOW ->
          Table.ofWindow(store, parameters.instant("window", store.windows().slideSeconds()));
      case SERIES -> Table.ofSeries(SeriesView.of(store, question(parameters)));
      case UNUSUAL ->
          Table.ofUnusual(UnusualView.of(store, parameters.instant("hour", HALF_HOUR), zone));
      case REJECTED -> Table.ofRejected(store);
      case LATE -> Table.ofLate(store);
    };
  }
}
