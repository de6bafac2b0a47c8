package org.sfcalls.tools.deadletter;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where a record stands in a topic; as text {@code partition:offset}. */
record Place(int partition, long offset) implements Comparable<Place> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::partition).thenComparingLong(Place::offset);

  /** The place that a text names; null for a text that names none. */
  static Place parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? new Place(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)))
        : null;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return partition + ":" + offset;
  }

  static final class Converter implements ITypeConverter<Place> {
    @Override
    public Place convert(String option) {
      Place place = parse(option);
      if (place == null) {
        throw new TypeConversionException(
            "'" + option + "' is not a place: use PARTITION:OFFSET, such as 0:12");
      }
      return place;
    }
  }
}
