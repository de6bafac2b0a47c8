package org.sfcalls.benchmarks.tuning;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which a setting's levels are shown. */
final class LevelOrder {
  private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(ms|s|m|h)?");

  private LevelOrder() {}

  /** By number or duration where all levels are one; else the usual one first, then by name. */
  static Comparator<String> of(Factor factor, List<String> levels) {
    if (levels.stream().allMatch(level -> quantity(level).isPresent())) {
      return Comparator.comparing(level -> quantity(level).orElseThrow());
    }
    return Comparator.comparing((String level) -> !level.equals(factor.usual()))
        .thenComparing(Comparator.naturalOrder());
  }

  /** Whether the levels are numbers or durations, so that what lies between two has a meaning. */
  static boolean isByQuantity(List<Trial> levels, Factor factor) {
    return levels.stream()
        .allMatch(trial -> quantity(trial.configuration().level(factor)).isPresent());
  }

  private static Optional<Double> quantity(String level) {
    Matcher matcher = QUANTITY.matcher(level);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    double milliseconds =
        switch (matcher.group(2) == null ? "" : matcher.group(2)) {
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 1;
        };
    return Optional.of(Double.parseDouble(matcher.group(1)) * milliseconds);
  }
}
