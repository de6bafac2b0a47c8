package org.sfcalls.tools.generate;

import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what calls to generate, for every command that does. */
public final class GeneratorOptions {

  /** The names of these options. */
  public static final List<String> NAMES =
      List.of("--seed", "--from", "--repeats", "--late", "--malformed", "--calls-per-day");

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The same seed and options give the same calls, byte for byte.")
  private long seed;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      defaultValue = "2018-01-01",
      description = "Day of the first generated call.")
  private LocalDate from;

  @Option(
      names = "--repeats",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of records that repeat a recent call exactly, 0 to 1.")
  private double repeats;

  @Option(
      names = "--late",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of records that are 30 to 120 minutes of event time late, 0 to 1.")
  private double late;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of records that are invalid, 0 to 1.")
  private double malformed;

  @Option(
      names = "--calls-per-day",
      paramLabel = "NUMBER",
      defaultValue = "0",
      description =
          "Calls per average day; 0 for as many as in the real data, or as many as it takes to end by"
              + " 2026.")
  private double callsPerDay;

  /**
   * The configuration of these options.
   *
   * @param count records to make
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public GeneratorConfig config(long count) {
    return new GeneratorConfig(count, seed, from, repeats, late, malformed, callsPerDay);
  }
}
