package org.sfcalls.ingest.generate;

import java.time.LocalDate;

/**
 * What calls to generate. The shares are of all records, and what they ask for is part of {@code
 * count}: {@code count} records are made, whatever they are.
 *
 * @param count records in all, 0 or more
 * @param seed the same seed and options make the same records, byte for byte
 * @param from day of the first call, on San Francisco's clocks
 * @param repeats share of records that repeat a recent call word for word, from 0 to 1
 * @param late share of records that come 30 to 120 event-minutes after their place, from 0 to 1
 * @param malformed share of records that are no valid call, from 0 to 1
 * @param callsPerDay calls of an average day; 0 for as many as there really are
 */
public record GeneratorConfiguration(
    long count,
    long seed,
    LocalDate from,
    double repeats,
    double late,
    double malformed,
    double callsPerDay) {

  /** First and last year in which calls may begin: two digits of a year stand in a call's id. */
  private static final int FIRST_YEAR = 1970;

  private static final int LAST_YEAR = 2999;

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public GeneratorConfiguration {
    if (count < 0) {
      throw new IllegalArgumentException(
          "the number of calls to generate is " + count + ", 0 or more is allowed");
    }
    if (from.getYear() < FIRST_YEAR || from.getYear() > LAST_YEAR) {
      throw new IllegalArgumentException(
          "--from is " + from + ", a day from " + FIRST_YEAR + " to " + LAST_YEAR + " is allowed");
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
    if (!(callsPerDay >= 0 && callsPerDay <= 100_000_000)) {
      throw new IllegalArgumentException(
          "--calls-per-day is "
              + callsPerDay
              + ", 0 (as many as there really are) to 100000000 is allowed");
    }
  }

  private static void share(String option, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          option + " is " + share + ", a share from 0 to less than 1 is allowed");
    }
  }
}
