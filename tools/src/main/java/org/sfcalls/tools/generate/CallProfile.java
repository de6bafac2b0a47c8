package org.sfcalls.tools.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * How often what occurs in real calls: the frequencies that generated calls follow. All lists are
 * in the order of the file they were read from, so that a seed means the same calls everywhere.
 *
 * @param hours calls in each hour of the week, from Monday 00:00 on San Francisco's clocks
 * @param dispositions how calls end, over all types too rare for a distribution of their own
 * @param types what callers report
 * @param addressTypes kinds of address
 * @param blocks blocks of streets, for the address types that name one
 * @param overrideCities cities of the address type {@code Geo-Override}, often none
 * @param intersections addresses of type {@code Intersection}
 * @param commonLocations addresses of type {@code Common Location}
 */
record CallProfile(
    List<HourOfWeek> hours,
    List<Share> dispositions,
    List<CallType> types,
    List<Share> addressTypes,
    List<Block> blocks,
    List<Share> overrideCities,
    List<Place> intersections,
    List<Place> commonLocations) {

  static final String PREMISE = "Premise Address";
  static final String INTERSECTION = "Intersection";
  static final String COMMON_LOCATION = "Common Location";
  static final String OVERRIDE = "Geo-Override";

  /** Hours of a week. */
  static final int HOURS = 7 * 24;

  private static final String RESOURCE = "profile.tsv";

  /** A value and how many calls have it. */
  record Share(String name, long calls) {}

  /**
   * The calls of one hour of the week.
   *
   * @param calls calls in all hours of that name
   * @param hours how many such hours were measured
   */
  record HourOfWeek(long calls, long hours) {
    double callsPerHour() {
      return (double) calls / hours;
    }
  }

  /**
   * What a caller reports.
   *
   * @param dispositions how its calls end; empty where they are too few to tell, and the
   *     distribution over all rare types stands in
   */
  record CallType(String name, long calls, List<Share> dispositions) {
    CallType {
      dispositions = List.copyOf(dispositions);
    }
  }

  /** One block of a street. */
  record Block(String street, String city, int number, long calls) {}

  /** An address as a whole. */
  record Place(String address, String city, String commonLocation, long calls) {}

  CallProfile {
    hours = List.copyOf(hours);
    dispositions = List.copyOf(dispositions);
    types = List.copyOf(types);
    addressTypes = List.copyOf(addressTypes);
    blocks = List.copyOf(blocks);
    overrideCities = List.copyOf(overrideCities);
    intersections = List.copyOf(intersections);
    commonLocations = List.copyOf(commonLocations);
    if (hours.size() != HOURS) {
      throw new IllegalArgumentException(hours.size() + " hours of the week, " + HOURS + " needed");
    }
  }

  /** Calls of a day, on average over the week. */
  double callsPerDay() {
    return hours.stream().mapToDouble(HourOfWeek::callsPerHour).sum() / 7;
  }

  /** The profile that the program ships, measured from the export of late 2018. */
  static CallProfile shipped() {
    try (InputStream in = CallProfile.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its resource " + RESOURCE);
      }
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the resource " + RESOURCE, e);
    }
  }

  /** Reads what {@link #write} wrote. */
  static CallProfile read(InputStream in) throws IOException {
    List<HourOfWeek> hours = new ArrayList<>();
    List<Share> dispositions = new ArrayList<>();
    List<CallType> types = new ArrayList<>();
    List<Share> addressTypes = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    List<Share> overrideCities = new ArrayList<>();
    List<Place> intersections = new ArrayList<>();
    List<Place> commonLocations = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      switch (cells[0]) {
        case "hour" ->
            hours.add(new HourOfWeek(Long.parseLong(cells[2]), Long.parseLong(cells[3])));
        case "disposition" -> dispositions.add(share(cells));
        case "type" -> {
          List<Share> own = new ArrayList<>();
          for (int i = 3; i + 1 < cells.length; i += 2) {
            own.add(new Share(cells[i], Long.parseLong(cells[i + 1])));
          }
          types.add(new CallType(cells[2], Long.parseLong(cells[1]), own));
        }
        case "address-type" -> addressTypes.add(share(cells));
        case "street" -> {
          for (int i = 3; i < cells.length; i++) {
            int colon = cells[i].indexOf(':');
            int number = Integer.parseInt(cells[i].substring(0, colon));
            long calls = Long.parseLong(cells[i].substring(colon + 1));
            blocks.add(new Block(cells[1], cells[2], number, calls));
          }
        }
        case "override-city" -> overrideCities.add(share(cells));
        case "intersection" -> intersections.add(place(cells, ""));
        case "common-location" -> commonLocations.add(place(cells, cells[4]));
        default -> throw new IOException("a profile has no line '" + cells[0] + "'");
      }
    }
    return new CallProfile(
        hours,
        dispositions,
        types,
        addressTypes,
        blocks,
        overrideCities,
        intersections,
        commonLocations);
  }

  private static Share share(String[] cells) {
    return new Share(cells[2], Long.parseLong(cells[1]));
  }

  private static Place place(String[] cells, String commonLocation) {
    return new Place(cells[3], cells[2], commonLocation, Long.parseLong(cells[1]));
  }

  /** Writes the profile as lines of tab-separated cells. */
  void write(Writer out) throws IOException {
    out.write(
        """
        # How often what occurs in San Francisco's police calls for service (DataSF, PDDL).
        # Measured by `sfcalls profile`; not to be edited by hand.
        # hour, hour of the week from Monday 00:00, calls, hours measured
        """);
    for (int i = 0; i < hours.size(); i++) {
      line(out, "hour", i, hours.get(i).calls(), hours.get(i).hours());
    }
    out.write("# disposition of rare types, calls, code\n");
    for (Share disposition : dispositions) {
      line(out, "disposition", disposition.calls(), disposition.name());
    }
    out.write("# type, calls, name, then code and calls of each disposition where they are many\n");
    for (CallType type : types) {
      List<Object> cells = new ArrayList<>(List.of("type", type.calls(), type.name()));
      for (Share disposition : type.dispositions()) {
        cells.add(disposition.name());
        cells.add(disposition.calls());
      }
      line(out, cells.toArray());
    }
    out.write("# address-type, calls, name\n");
    for (Share addressType : addressTypes) {
      line(out, "address-type", addressType.calls(), addressType.name());
    }
    out.write("# street, name, city, then block:calls\n");
    for (int i = 0; i < blocks.size(); ) {
      Block first = blocks.get(i);
      List<Object> cells = new ArrayList<>(List.of("street", first.street(), first.city()));
      while (i < blocks.size()
          && blocks.get(i).street().equals(first.street())
          && blocks.get(i).city().equals(first.city())) {
        cells.add(blocks.get(i).number() + ":" + blocks.get(i).calls());
        i++;
      }
      line(out, cells.toArray());
    }
    out.write("# override-city, calls, name\n");
    for (Share city : overrideCities) {
      line(out, "override-city", city.calls(), city.name());
    }
    out.write("# intersection, calls, city, address\n");
    for (Place place : intersections) {
      line(out, "intersection", place.calls(), place.city(), place.address());
    }
    out.write("# common-location, calls, city, address, name\n");
    for (Place place : commonLocations) {
      line(
          out,
          "common-location",
          place.calls(),
          place.city(),
          place.address(),
          place.commonLocation());
    }
  }

  private static void line(Writer out, Object... cells) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        out.write('\t');
      }
      // Cells are separated by tabs and lines by newlines, so none may stand in one.
      out.write(cells[i].toString().replaceAll("[\\t\\r\\n]", " "));
    }
    out.write('\n');
  }
}
