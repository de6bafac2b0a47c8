package org.sfcalls.tools.deadletter;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options for the time at which a record was sent. */
final class TimeOptions {
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Those sent at or after: 2026-01-31T00:00:00Z, or how long ago: 90s, 5m, 2h, 7d.")
  private String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Those sent at or before, in the same form.")
  private String until;

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  Instant since(Instant now) {
    return time("--since", since, now);
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  Instant until(Instant now) {
    return time("--until", until, now);
  }

  /** The time that an option's value tells; null for none. */
  static Instant time(String option, String value, Instant now) {
    if (value == null) {
      return null;
    }
    Matcher ago = AGO.matcher(value);
    try {
      if (ago.matches()) {
        long amount = Long.parseLong(ago.group(1));
        return now.minus(
            switch (ago.group(2)) {
              case "s" -> Duration.ofSeconds(amount);
              case "m" -> Duration.ofMinutes(amount);
              case "h" -> Duration.ofHours(amount);
              default -> Duration.ofDays(amount);
            });
      }
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          option
              + " is '"
              + value
              + "', an instant such as 2026-01-31T00:00:00Z or a time ago such as 90s, 5m, 2h or 7d"
              + " is allowed",
          e);
    }
  }
}
