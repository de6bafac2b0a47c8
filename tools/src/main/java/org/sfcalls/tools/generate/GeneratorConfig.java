package org.sfcalls.tools.generate;

import java.time.LocalDate;
import org.sfcalls.calls.validation.Limits;

/**
 * What calls to generate. The shares are of all records, and what they ask for is part of {@code
 * count}: {@code count} records are made, whatever they are.
 *
 * @param count records in all, 0 or more
 * @param seed the same seed and options make the same records, byte for byte
 * @param from day of the first call, on San Francisco's clocks, from 2000 on
 * @param repeats share of records that repeat a recent call word for word, from 0 to 1
 * @param late share of records that come 30 to 120 event-minutes after their place, from 0 to 1
 * @param malformed share of records that are no valid call, from 0 to 1
 * @param callsPerDay calls of an average day; 0 for as many as there really are, or as many as it
 *     takes to end by 2026
 */
public record GeneratorConfig(
    long count,
    long seed,
    LocalDate from,
    double repeats,
    double late,
    double malformed,
    double callsPerDay) {

  /** The highest {@code callsPerDay}. */
  static final int MOST_CALLS_PER_DAY = 100_000_000;

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public GeneratorConfig {
    if (count < 0) {
      throw new IllegalArgumentException(
          "the number of calls to generate is " + count + ", 0 or more is allowed");
    }
    if (from.isBefore(Limits.DEFAULT.earliest())) {
      throw new IllegalArgumentException(
          "--from is "
              + from
              + ", "
              + Limits.DEFAULT.earliest()
              + " or later is allowed: ingest rejects calls before it");
    }
    share("--repeats", repeats);
    share("--late", late);
    share("--malformed", malformed);
    if (repeats + late + malformed >= 1) {
      throw new IllegalArgumentException(
          "--repeats, --late and --malformed are "
              + (repeats + late + malformed)
              + " together, less than 1 is allowed");
    }
    if (!(callsPerDay >= 0 && callsPerDay <= MOST_CALLS_PER_DAY)) {
      throw new IllegalArgumentException(
          "--calls-per-day is "
              + callsPerDay
              + ", 0 (as many as in the real data) to "
              + MOST_CALLS_PER_DAY
              + " is allowed");
    }
  }

  private static void share(String option, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          option + " is " + share + ", a share from 0 to less than 1 is allowed");
    }
  }
}
