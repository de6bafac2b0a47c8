package org.sfcalls.tools.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sfcalls.calls.validation.CallTime;

/**
 * Measures a {@link CallProfile} from real calls. Rare addresses are left out, which keeps the
 * profile small and names no address that only one call had.
 */
final class ProfileMeasurement {

  /** Calls that a type needs for a distribution of dispositions of its own. */
  private static final long CALLS_FOR_OWN_DISPOSITIONS = 200;

  private static final long CALLS_OF_A_BLOCK = 3;
  private static final long CALLS_OF_AN_INTERSECTION = 9;
  private static final long CALLS_OF_A_COMMON_LOCATION = 5;

  private static final Pattern BLOCK = Pattern.compile("(\\d{1,6}) Block Of (.+)");

  private record StreetBlock(String street, String city, int number) {}

  private record Spot(String address, String city, String commonLocation) {}

  private final ObjectMapper json = new ObjectMapper();
  private final long[] callsOfHour = new long[CallProfile.HOURS];
  private final Map<String, Map<String, Long>> dispositionsOfType = new HashMap<>();
  private final Map<String, Long> addressTypes = new HashMap<>();
  private final Map<StreetBlock, Long> blocks = new HashMap<>();
  private final Map<String, Long> overrideCities = new HashMap<>();
  private final Map<Spot, Long> intersections = new HashMap<>();
  private final Map<Spot, Long> commonLocations = new HashMap<>();
  private LocalDateTime first = LocalDateTime.MAX;
  private LocalDateTime last = LocalDateTime.MIN;
  private long calls;
  private long unreadable;

  /** Takes a record into account; what is no call is counted as unreadable. */
  void add(byte[] record) {
    JsonNode call;
    LocalDateTime time;
    try {
      call = json.readTree(record);
      time = CallTime.dateTime(call.path("call_date_time").asText());
    } catch (IOException | DateTimeException e) {
      unreadable++;
      return;
    }
    calls++;
    first = time.isBefore(first) ? time : first;
    last = time.isAfter(last) ? time : last;
    callsOfHour[hourOfWeek(time)]++;
    dispositionsOfType
        .computeIfAbsent(text(call, "original_crime_type_name"), type -> new HashMap<>())
        .merge(text(call, "disposition"), 1L, Long::sum);
    String addressType = text(call, "address_type");
    addressTypes.merge(addressType, 1L, Long::sum);
    String address = text(call, "address");
    String city = text(call, "city");
    switch (addressType) {
      case CallProfile.PREMISE -> {
        Matcher block = BLOCK.matcher(address);
        if (block.matches()) {
          int number = Integer.parseInt(block.group(1));
          blocks.merge(new StreetBlock(block.group(2), city, number), 1L, Long::sum);
        }
      }
      case CallProfile.INTERSECTION ->
          intersections.merge(new Spot(address, city, ""), 1L, Long::sum);
      case CallProfile.COMMON_LOCATION ->
          commonLocations.merge(
              new Spot(address, city, text(call, "common_location")), 1L, Long::sum);
      case CallProfile.OVERRIDE -> overrideCities.merge(city, 1L, Long::sum);
      default -> {}
    }
  }

  /** Calls taken into account. */
  long calls() {
    return calls;
  }

  /** Records that are no call, or bear no time. */
  long unreadable() {
    return unreadable;
  }

  /** The hour of the week, 0 for Monday 00:00-00:59 and 167 for Sunday 23:00-23:59. */
  static int hourOfWeek(LocalDateTime time) {
    return (time.getDayOfWeek().getValue() - 1) * 24 + time.getHour();
  }

  /**
   * The profile of what was added.
   *
   * @throws IllegalStateException when the calls span less than a week, or lack a kind of address
   */
  CallProfile profile() {
    if (calls == 0 || Duration.between(first, last).toDays() < 7) {
      throw new IllegalStateException(
          calls + " calls that do not span a week: the weight of each hour can't be measured");
    }
    List<CallProfile.CallType> types = new ArrayList<>();
    Map<String, Long> ofRareTypes = new HashMap<>();
    Map<String, Long> ofAllTypes = new HashMap<>();
    for (CallProfile.Share type : shares(dispositionsOfType, 1, ProfileMeasurement::total)) {
      Map<String, Long> dispositions = dispositionsOfType.get(type.name());
      dispositions.forEach((code, count) -> ofAllTypes.merge(code, count, Long::sum));
      boolean rare = type.calls() < CALLS_FOR_OWN_DISPOSITIONS;
      if (rare) {
        dispositions.forEach((code, count) -> ofRareTypes.merge(code, count, Long::sum));
      }
      types.add(
          new CallProfile.CallType(
              type.name(), type.calls(), rare ? List.of() : shares(dispositions)));
    }
    return new CallProfile(
        hours(),
        shares(ofRareTypes.isEmpty() ? ofAllTypes : ofRareTypes),
        types,
        shares(addressTypes),
        blockList(),
        shares(overrideCities),
        places(intersections, CALLS_OF_AN_INTERSECTION),
        places(commonLocations, CALLS_OF_A_COMMON_LOCATION));
  }

  private List<CallProfile.HourOfWeek> hours() {
    long[] measured = new long[CallProfile.HOURS];
    LocalDateTime hour = first.truncatedTo(ChronoUnit.HOURS);
    for (; !hour.isAfter(last); hour = hour.plusHours(1)) {
      measured[hourOfWeek(hour)]++;
    }
    List<CallProfile.HourOfWeek> hours = new ArrayList<>();
    for (int i = 0; i < CallProfile.HOURS; i++) {
      hours.add(new CallProfile.HourOfWeek(callsOfHour[i], measured[i]));
    }
    return hours;
  }

  private List<CallProfile.Block> blockList() {
    Comparator<CallProfile.Block> byStreet =
        Comparator.comparing(CallProfile.Block::street)
            .thenComparing(CallProfile.Block::city)
            .thenComparing(CallProfile.Block::number);
    return blocks.entrySet().stream()
        .filter(block -> block.getValue() >= CALLS_OF_A_BLOCK)
        .map(
            block ->
                new CallProfile.Block(
                    block.getKey().street(),
                    block.getKey().city(),
                    block.getKey().number(),
                    block.getValue()))
        .sorted(byStreet)
        .toList();
  }

  private static List<CallProfile.Place> places(Map<Spot, Long> spots, long atLeast) {
    Comparator<CallProfile.Place> byAddress =
        Comparator.comparing(CallProfile.Place::address)
            .thenComparing(CallProfile.Place::city)
            .thenComparing(CallProfile.Place::commonLocation);
    return spots.entrySet().stream()
        .filter(spot -> spot.getValue() >= atLeast)
        .map(
            spot ->
                new CallProfile.Place(
                    spot.getKey().address(),
                    spot.getKey().city(),
                    spot.getKey().commonLocation(),
                    spot.getValue()))
        .sorted(byAddress)
        .toList();
  }

  private static List<CallProfile.Share> shares(Map<String, Long> counts) {
    return shares(counts, 1, count -> count);
  }

  /** Most frequent first, by name where equal, so that a measurement always gives one file. */
  private static <V> List<CallProfile.Share> shares(
      Map<String, V> counts, long atLeast, Function<V, Long> count) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(entry -> new CallProfile.Share(entry.getKey(), count.apply(entry.getValue())))
            .filter(share -> share.calls() >= atLeast)
            .sorted(Comparator.comparingLong(CallProfile.Share::calls).reversed())
            .toList();
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String text(JsonNode call, String field) {
    return call.path(field).asText("");
  }
}
