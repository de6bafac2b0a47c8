package org.sfcalls.tools.deadletter;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which dead letters are meant.
 *
 * @param reasons of their first fault; empty for any
 * @param places where they stand on {@code calls.rejected}; empty for anywhere
 * @param since the earliest time sent; null for any
 * @param until the latest time sent; null for any
 */
record Selection(Set<String> reasons, Set<Place> places, Instant since, Instant until) {

  /**
   * @throws IllegalArgumentException when nothing can be between the times
   */
  Selection {
    reasons = Set.copyOf(reasons);
    places = Set.copyOf(places);
    if (since != null && until != null && since.isAfter(until)) {
      throw new IllegalArgumentException(
          "--since is " + since + " and --until " + until + ": nothing is between them");
    }
  }

  boolean includes(Letter letter) {
    return (reasons.isEmpty() || reasons.contains(letter.reason()))
        && (places.isEmpty() || places.contains(letter.place()))
        && (since == null || !letter.sent().isBefore(since))
        && (until == null || !letter.sent().isAfter(until));
  }

  /** A reason code in capitals. */
  static final class ReasonConverter implements ITypeConverter<String> {
    @Override
    public String convert(String option) {
      String reason = option.toUpperCase(Locale.ROOT);
      if (!reason.matches("[A-Z0-9_]+")) {
        throw new TypeConversionException(
            "'" + option + "' is not a reason: use a code such as BAD_DATE");
      }
      return reason;
    }
  }
}
