package org.sfcalls.dashboard.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The query of a request. Everything is checked; what is not allowed is told with what is. */
final class Parameters {
  static final String ZONE = "zone";
  private static final ZoneId SAN_FRANCISCO = ZoneId.of("America/Los_Angeles");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final int LONGEST_TEXT = 500;
  private static final int HALF_HOUR = 1800;

  /** Of a parameter that is not allowed. */
  static final class BadParameter extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    BadParameter(String parameter, String value, String allowed) {
      super("parameter " + parameter + " is '" + value + "': " + allowed);
      this.parameter = parameter;
    }

    String parameter() {
      return parameter;
    }
  }

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * @param given all values by name
   * @param known the names that this request may have
   * @throws BadParameter of another name, or one that is given twice
   */
  static Parameters of(Map<String, List<String>> given, Set<String> known) {
    Map<String, String> values = new TreeMap<>();
    given.forEach(
        (name, all) -> {
          if (!known.contains(name)) {
            throw new BadParameter(
                name,
                String.join(", ", all),
                "there is no such parameter here; there are: "
                    + known.stream().sorted().collect(Collectors.joining(", ")));
          }
          if (all.size() > 1) {
            throw new BadParameter(name, String.join(", ", all), "it may be given once");
          }
          if (all.get(0).length() > LONGEST_TEXT) {
            throw new BadParameter(
                name,
                all.get(0).substring(0, 40) + "…",
                "at most " + LONGEST_TEXT + " characters are allowed");
          }
          values.put(name, all.get(0));
        });
    return new Parameters(values);
  }

  /** The same for equal requests. */
  Map<String, String> canonical() {
    return values;
  }

  ZoneId zone() {
    String text = values.get(ZONE);
    if (text == null || text.isEmpty()) {
      return SAN_FRANCISCO;
    }
    try {
      ZoneId zone = ZoneId.of(text);
      if (!ZoneId.getAvailableZoneIds().contains(text)) {
        throw new DateTimeException("no name of a place");
      }
      if (zone.getRules().getOffset(Instant.now()).getTotalSeconds() % HALF_HOUR != 0) {
        throw new BadParameter(
            ZONE, text, "its days do not begin at a half hour UTC; UTC or another zone is allowed");
      }
      return zone;
    } catch (DateTimeException e) {
      throw new BadParameter(
          ZONE, text, "a time zone such as America/Los_Angeles, Europe/Berlin or UTC is allowed");
    }
  }

  /** Epoch seconds. */
  Optional<Long> instant(String name) {
    String text = values.get(name);
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant at = Instant.parse(text);
      if (at.isBefore(EARLIEST) || !at.isBefore(LATEST)) {
        throw new BadParameter(name, text, "from 2000 to 2099 is allowed");
      }
      return Optional.of(at.getEpochSecond());
    } catch (DateTimeException e) {
      throw new BadParameter(name, text, "an instant such as 2018-03-31T14:05:00Z is allowed");
    }
  }

  /** Such an instant that is a multiple of so many seconds. */
  Optional<Long> instant(String name, int multiple) {
    Optional<Long> at = instant(name);
    if (at.isPresent() && at.get() % multiple != 0) {
      throw new BadParameter(
          name, values.get(name), "a whole multiple of " + multiple + " s is allowed");
    }
    return at;
  }

  int number(String name, int otherwise, int least, int most) {
    String text = values.get(name);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\d{1,6}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw new BadParameter(name, text, "a number from " + least + " to " + most + " is allowed");
    }
    return Integer.parseInt(text);
  }

  /** One of these, by its name in lower case. */
  <T> T choice(String name, List<T> allowed, T otherwise) {
    String text = values.get(name);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    return allowed.stream()
        .filter(value -> word(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadParameter(
                    name,
                    text,
                    allowed.stream().map(Parameters::word).collect(Collectors.joining(", "))
                        + " are allowed"));
  }

  private static String word(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  /** Null for none. */
  String text(String name) {
    String text = values.get(name);
    return text == null || text.isEmpty() ? null : text;
  }
}
