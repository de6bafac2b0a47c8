package org.sfcalls.ingest.topology;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.sfcalls.access.DurationOption;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options for what is plausible in a call. */
final class LimitsOptions {

  /**
   * Fourteen texts of so many characters are over half of what a topic takes by the broker's
   * default, whatever characters they are.
   */
  private static final int LONGEST_TEXT = 10_000;

  static final class DateOption implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "invalid date '" + text + "': use a form such as 2000-01-31");
      }
    }
  }

  @Option(
      names = "--earliest",
      paramLabel = "DATE",
      defaultValue = "2000-01-01",
      converter = DateOption.class,
      description = "Earliest valid day of a call.")
  private LocalDate earliest;

  @Option(
      names = "--ahead",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = DurationOption.class,
      description = "How far in the future a call may be.")
  private Duration ahead;

  @Option(
      names = "--max-record-bytes",
      paramLabel = "BYTES",
      defaultValue = "65536",
      description = "Largest valid raw record.")
  private int maxRecordBytes;

  @Option(
      names = "--max-text-length",
      paramLabel = "CHARACTERS",
      defaultValue = "1000",
      description = "Longest valid string in a field.")
  private int maxTextLength;

  /**
   * What the options say.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  Limits limits() {
    requireBetween("--max-record-bytes", maxRecordBytes, Topics.MAX_RECORD_BYTES);
    requireBetween("--max-text-length", maxTextLength, LONGEST_TEXT);
    return new Limits(maxRecordBytes, maxTextLength, Limits.DEFAULT.maxNesting(), earliest, ahead);
  }

  private static void requireBetween(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          option + " is " + value + ", a number from 1 to " + most + " is allowed");
    }
  }
}
