package org.sfcalls.dashboard.views;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sfcalls.dashboard.storing.Store;

/** The types whose calls in an hour stand out from what that hour of the week usually has. */
public final class UnusualView {
  private static final int SHOWN_USUAL = 10;

  private UnusualView() {}

  /** The answer; times are ISO-8601, UTC. */
  public record Answer(
      long version,
      Hour hour,
      String previous,
      String next,
      int weeks,
      int checked,
      String rule,
      List<Type> types,
      List<Type> usual) {}

  public record Hour(String from, String to, @JsonProperty("final") boolean isFinal) {}

  public record Type(
      String type,
      long calls,
      double mean,
      long low,
      long high,
      List<Long> history,
      String direction) {}

  private record Judged(Type type, double distance) {}

  /**
   * The view of one hour.
   *
   * @param start of the hour, epoch seconds; empty for the newest full hour that is final
   */
  public static Answer of(Store store, Optional<Long> start, ZoneId zone) {
    long version = store.version();
    Optional<Extent> extent = Extent.of(store);
    if (extent.isEmpty()) {
      return new Answer(version, null, null, null, 0, 0, UsualRange.RULE, List.of(), List.of());
    }
    Extent data = extent.get();
    long known =
        data.watermarkMs() == null
            ? data.to()
            : Math.min(data.to(), Math.floorDiv(data.watermarkMs(), 1000L));
    long newestEnd =
        Instant.ofEpochSecond(known).atZone(zone).truncatedTo(ChronoUnit.HOURS).toEpochSecond();
    long end = start.map(first -> first + HourHistory.SECONDS).orElse(newestEnd);
    HourHistory hour = HourHistory.read(store, end, data.from(), zone);
    Set<String> types = new TreeSet<>(hour.now().keySet());
    hour.before().forEach(week -> types.addAll(week.keySet()));
    List<Judged> judged = new ArrayList<>();
    for (String type : types) {
      List<Long> history = hour.history(type);
      UsualRange usual = UsualRange.of(history);
      if (usual != null) {
        long calls = hour.now().getOrDefault(type, 0L);
        judged.add(
            new Judged(
                new Type(
                    type,
                    calls,
                    usual.mean(),
                    usual.low(),
                    usual.high(),
                    history,
                    usual.direction(calls)),
                usual.distance(calls)));
      }
    }
    return new Answer(
        version,
        new Hour(Extent.text(hour.from()), Extent.text(end), data.isFinal(end)),
        hour.from() - HourHistory.SECONDS >= data.from()
            ? Extent.text(hour.from() - HourHistory.SECONDS)
            : null,
        end + HourHistory.SECONDS <= data.to() ? Extent.text(end) : null,
        hour.before().size(),
        judged.size(),
        UsualRange.RULE,
        judged.stream()
            .filter(one -> one.type().direction() != null)
            .sorted(
                Comparator.comparingDouble(Judged::distance)
                    .reversed()
                    .thenComparing(one -> one.type().type()))
            .map(Judged::type)
            .toList(),
        judged.stream()
            .map(Judged::type)
            .filter(type -> type.direction() == null)
            .sorted(Comparator.comparingLong(Type::calls).reversed().thenComparing(Type::type))
            .limit(SHOWN_USUAL)
            .toList());
  }
}
