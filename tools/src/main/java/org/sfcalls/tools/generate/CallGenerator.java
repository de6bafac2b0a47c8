package org.sfcalls.tools.generate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.sfcalls.calls.validation.CallTime;
import org.sfcalls.calls.validation.Limits;

/**
 * Makes calls as the export has them: the same fourteen fields in the same order, in one line of
 * JSON, with the frequencies of a profile. Calls come in event-time order, but for the late ones
 * and the repeats that were asked for. The clocks' skipped hour has no calls and the repeated one
 * comes once, so the order also holds for the instants that the pipeline reads.
 *
 * <p>Arrivals are a Poisson process whose rate is the profile's for the hour of the week. The
 * logarithm is StrictMath's and the random numbers SplittableRandom's: both are specified to the
 * bit, so a seed gives the same bytes on every machine.
 */
public final class CallGenerator implements Iterator<byte[]> {

  /** A repeat copies one of this many calls before it. */
  private static final int REPEATABLE = 64;

  private static final LocalDate FULL_BY = LocalDate.of(2026, 1, 1);

  private static final int LATE_BY_AT_LEAST_MINUTES = 30;
  private static final int LATE_BY_AT_MOST_MINUTES = 120;

  private record Held(long dueMinute, long order, byte[] call) implements Comparable<Held> {
    @Override
    public int compareTo(Held other) {
      int byDue = Long.compare(dueMinute, other.dueMinute);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }

  private record Ending(byte[] bytes, long calls) {}

  private record Report(byte[] name, WeightedChoice<Ending> endings, long calls) {}

  private record Spot(byte[] address, byte[] city, byte[] commonLocation, long calls) {}

  private record AddressKind(byte[] name, WeightedChoice<Spot> spots, long calls) {}

  private final GeneratorConfig config;
  private final double[] callsPerMinute = new double[CallProfile.HOURS];
  private final WeightedChoice<Report> reports;
  private final WeightedChoice<AddressKind> addressKinds;
  private final SplittableRandom arrivals;
  private final SplittableRandom contents;
  private final SplittableRandom faults;

  private final PriorityQueue<Held> held = new PriorityQueue<>();
  private final byte[][] recent = new byte[REPEATABLE][];
  private int recentCount;
  private long emitted;
  private long made;
  private long malformed;

  private LocalDateTime hour;
  private double ratePerMinute;
  private double minuteOfHour;
  private byte[] dayPrefix;
  private byte[] day;
  private int numberOfDay;

  private byte[] line = new byte[1024];
  private int length;

  /**
   * Calls with the frequencies of the shipped profile.
   *
   * @throws IllegalArgumentException when they would run so far past the present that ingest would
   *     reject them
   */
  public CallGenerator(GeneratorConfig config) {
    this(config, CallProfile.shipped(), InstantSource.system());
  }

  /**
   * @param clock tells the present, for the check only: what is made does not depend on it
   */
  CallGenerator(GeneratorConfig config, CallProfile profile, InstantSource clock) {
    this.config = config;
    setCallsPerDay(profile, profile.callsPerDay());
    double callsPerDay = config.callsPerDay() == 0 ? fitting(profile) : config.callsPerDay();
    setCallsPerDay(profile, callsPerDay);
    refuseTheFuture(callsPerDay, clock);
    reports = reports(profile);
    addressKinds = addressKinds(profile);
    SplittableRandom seeded = new SplittableRandom(config.seed());
    arrivals = seeded.split();
    contents = seeded.split();
    faults = seeded.split();
    enterHour(config.from().atStartOfDay());
    enterDay();
  }

  private void setCallsPerDay(CallProfile profile, double callsPerDay) {
    double scale = callsPerDay / profile.callsPerDay();
    for (int i = 0; i < CallProfile.HOURS; i++) {
      callsPerMinute[i] = profile.hours().get(i).callsPerHour() * scale / 60;
    }
  }

  /**
   * As many calls a day as there really are, or more where the calls would not end by {@link
   * #FULL_BY} otherwise. A day that is fixed, so that the same options give the same calls whenever
   * they are asked for.
   */
  private double fitting(CallProfile profile) {
    double needed = needed();
    double expected = expectedUntil(FULL_BY.atStartOfDay(), needed);
    return expected == 0 || expected >= needed
        ? profile.callsPerDay()
        : Math.min(
            GeneratorConfig.MOST_CALLS_PER_DAY,
            Math.ceil(profile.callsPerDay() * needed / expected));
  }

  /**
   * So many calls are expected where all but one time in ten thousand no fewer come than are to be
   * made: the expected number less four standard deviations, each the root of the expected number.
   */
  private double needed() {
    double root = 2 + Math.sqrt(4 + config.count() * (1 - config.repeats()));
    return root * root;
  }

  /** Refuses calls that would, or by bad luck could, run past what ingest takes for plausible. */
  private void refuseTheFuture(double callsPerDay, InstantSource clock) {
    if (config.count() == 0) {
      return;
    }
    double needed = needed();
    LocalDateTime end =
        LocalDateTime.ofInstant(clock.instant().plus(Limits.DEFAULT.ahead()), CallTime.ZONE)
            .truncatedTo(ChronoUnit.MINUTES);
    double expected = expectedUntil(end, needed);
    if (expected >= needed) {
      return;
    }
    double fitting = Math.ceil(callsPerDay * needed / expected);
    throw new IllegalArgumentException(
        "%d calls (--count or --generate) from %s (--from) at %.1f a day (--calls-per-day) run past %s, further ahead of the present than ingest allows: fewer calls%s is allowed"
            .formatted(
                config.count(),
                config.from(),
                callsPerDay,
                end,
                fitting <= GeneratorConfig.MOST_CALLS_PER_DAY
                    ? ", an earlier --from or --calls-per-day=%.0f".formatted(fitting)
                    : " or an earlier --from"));
  }

  /** Calls that are expected before {@code end}; no longer counted once they are {@code enough}. */
  private double expectedUntil(LocalDateTime end, double enough) {
    double calls = 0;
    LocalDateTime at = config.from().atStartOfDay();
    while (at.isBefore(end) && calls < enough) {
      calls += rateIn(at) * Math.min(60, ChronoUnit.MINUTES.between(at, end));
      at = at.plusHours(1);
    }
    return calls;
  }

  @Override
  public boolean hasNext() {
    return emitted < config.count();
  }

  /** The next record, without a newline. */
  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + emitted + " records are made");
    }
    byte[] record = record();
    emitted++;
    return record;
  }

  private byte[] record() {
    while (emitted + held.size() < config.count()) {
      Held first = held.peek();
      if (first != null && first.dueMinute() <= minute()) {
        return remember(held.remove().call());
      }
      double kind = faults.nextDouble();
      if (kind < config.malformed()) {
        Malformation[] ways = Malformation.values();
        return ways[(int) (malformed++ % ways.length)].spoil(newCall(), faults);
      }
      kind -= config.malformed();
      if (kind < config.repeats() && recentCount > 0) {
        return recent[faults.nextInt(Math.min(recentCount, REPEATABLE))];
      }
      kind -= config.repeats();
      byte[] call = newCall();
      if (kind >= 0 && kind < config.late()) {
        int delay = faults.nextInt(LATE_BY_AT_LEAST_MINUTES, LATE_BY_AT_MOST_MINUTES + 1);
        held.add(new Held(minute() + delay, made, call));
      } else {
        return remember(call);
      }
    }
    // The calls end here; those still held come last, as late as there is time left.
    return remember(held.remove().call());
  }

  private byte[] remember(byte[] call) {
    recent[recentCount++ % REPEATABLE] = call;
    if (recentCount == 2 * REPEATABLE) {
      recentCount = REPEATABLE;
    }
    return call;
  }

  /** The minute that the generator stands in, counted on San Francisco's clocks. */
  private long minute() {
    return hour.toLocalDate().toEpochDay() * 24 * 60 + hour.getHour() * 60L + (long) minuteOfHour;
  }

  private byte[] newCall() {
    advance();
    made++;
    numberOfDay++;
    Report report = reports.draw(contents);
    Ending ending = report.endings().draw(contents);
    AddressKind kind = addressKinds.draw(contents);
    Spot spot = kind.spots().draw(contents);

    length = 0;
    put(CRIME_ID).put(dayPrefix).putNumber(numberOfDay);
    put(TYPE).put(report.name());
    put(REPORT_DATE).put(day).put(MIDNIGHT);
    put(CALL_DATE).put(day).put(MIDNIGHT);
    put(OFFENSE_DATE).put(day).put(MIDNIGHT);
    put(CALL_TIME).putTime();
    put(CALL_DATE_TIME).put(day).put(T).putTime().put(SECONDS);
    put(DISPOSITION).put(ending.bytes());
    put(ADDRESS).put(spot.address());
    put(CITY).put(spot.city());
    put(STATE_AND_AGENCY).put(kind.name());
    put(COMMON_LOCATION).put(spot.commonLocation());
    put(END);
    return Arrays.copyOf(line, length);
  }

  /** Moves on to the time of the next call. */
  private void advance() {
    while (true) {
      if (ratePerMinute > 0) {
        minuteOfHour -= StrictMath.log(1 - arrivals.nextDouble()) / ratePerMinute;
        if (minuteOfHour < 60) {
          return;
        }
      }
      // Nothing is remembered of the step over the hour's end: a Poisson process has no memory.
      LocalDate before = hour.toLocalDate();
      enterHour(hour.plusHours(1));
      if (!hour.toLocalDate().equals(before)) {
        enterDay();
      }
    }
  }

  private void enterHour(LocalDateTime next) {
    hour = next;
    minuteOfHour = 0;
    ratePerMinute = rateIn(next);
  }

  /** Calls a minute in the hour that begins then. */
  private double rateIn(LocalDateTime begin) {
    boolean skipped = CallTime.ZONE.getRules().getValidOffsets(begin).isEmpty();
    return skipped ? 0 : callsPerMinute[ProfileMeasurement.hourOfWeek(begin)];
  }

  private void enterDay() {
    LocalDate date = hour.toLocalDate();
    day = date.toString().getBytes(US_ASCII);
    dayPrefix = "%02d%03d".formatted(date.getYear() % 100, date.getDayOfYear()).getBytes(US_ASCII);
    numberOfDay = 0;
  }

  private CallGenerator put(byte[] bytes) {
    if (length + bytes.length > line.length) {
      line = Arrays.copyOf(line, Math.max(line.length * 2, length + bytes.length));
    }
    System.arraycopy(bytes, 0, line, length, bytes.length);
    length += bytes.length;
    return this;
  }

  /** Four digits, or more on a day with more calls than four can number. */
  private CallGenerator putNumber(int number) {
    if (number > 9999) {
      return put(Integer.toString(number).getBytes(US_ASCII));
    }
    return putTwoDigits(number / 100).putTwoDigits(number % 100);
  }

  private CallGenerator putTime() {
    return putTwoDigits(hour.getHour()).put(COLON).putTwoDigits((int) minuteOfHour);
  }

  private CallGenerator putTwoDigits(int number) {
    return put(TWO_DIGITS[number]);
  }

  private static WeightedChoice<Report> reports(CallProfile profile) {
    WeightedChoice<Ending> general = endings(profile.dispositions());
    List<Report> reports = new ArrayList<>();
    for (CallProfile.CallType type : profile.types()) {
      reports.add(
          new Report(
              quoted(type.name()),
              type.dispositions().isEmpty() ? general : endings(type.dispositions()),
              type.calls()));
    }
    return new WeightedChoice<>(reports, Report::calls);
  }

  private static WeightedChoice<Ending> endings(List<CallProfile.Share> dispositions) {
    return new WeightedChoice<>(
        dispositions.stream().map(d -> new Ending(quoted(d.name()), d.calls())).toList(),
        Ending::calls);
  }

  private static WeightedChoice<AddressKind> addressKinds(CallProfile profile) {
    Map<String, List<Spot>> spots = new HashMap<>();
    List<Spot> premises = new ArrayList<>();
    List<Spot> overrides = new ArrayList<>();
    WeightedChoice<CallProfile.Share> overrideCities =
        new WeightedChoice<>(profile.overrideCities(), CallProfile.Share::calls);
    // The cities of overridden addresses are dealt out once, the same for every seed.
    SplittableRandom dealer = new SplittableRandom(1);
    for (CallProfile.Block block : profile.blocks()) {
      premises.add(
          spot(block.number() + " Block Of " + block.street(), block.city(), "", block.calls()));
      String overrideCity = overrideCities.draw(dealer).name();
      overrides.add(
          spot(block.number() + " Blk " + block.street(), overrideCity, "", block.calls()));
    }
    spots.put(CallProfile.PREMISE, premises);
    spots.put(CallProfile.OVERRIDE, overrides);
    spots.put(CallProfile.INTERSECTION, spots(profile.intersections()));
    spots.put(CallProfile.COMMON_LOCATION, spots(profile.commonLocations()));
    List<AddressKind> kinds = new ArrayList<>();
    for (CallProfile.Share kind : profile.addressTypes()) {
      kinds.add(
          new AddressKind(
              quoted(kind.name()),
              new WeightedChoice<>(spots.getOrDefault(kind.name(), premises), Spot::calls),
              kind.calls()));
    }
    return new WeightedChoice<>(kinds, AddressKind::calls);
  }

  private static List<Spot> spots(List<CallProfile.Place> places) {
    return places.stream()
        .map(p -> spot(p.address(), p.city(), p.commonLocation(), p.calls()))
        .toList();
  }

  private static Spot spot(String address, String city, String commonLocation, long calls) {
    return new Spot(quoted(address), quoted(city), quoted(commonLocation), calls);
  }

  /** The text as it stands between the quotation marks of a JSON string. */
  private static byte[] quoted(String text) {
    return JsonStringEncoder.getInstance().quoteAsUTF8(text);
  }

  private static final byte[] CRIME_ID = ascii("{\"crime_id\":\"");
  private static final byte[] TYPE = ascii("\",\"original_crime_type_name\":\"");
  private static final byte[] REPORT_DATE = ascii("\",\"report_date\":\"");
  private static final byte[] MIDNIGHT = ascii("T00:00:00.000");
  private static final byte[] CALL_DATE = ascii("\",\"call_date\":\"");
  private static final byte[] OFFENSE_DATE = ascii("\",\"offense_date\":\"");
  private static final byte[] CALL_TIME = ascii("\",\"call_time\":\"");
  private static final byte[] CALL_DATE_TIME = ascii("\",\"call_date_time\":\"");
  private static final byte[] T = ascii("T");
  private static final byte[] COLON = ascii(":");
  private static final byte[] SECONDS = ascii(":00.000");
  private static final byte[] DISPOSITION = ascii("\",\"disposition\":\"");
  private static final byte[] ADDRESS = ascii("\",\"address\":\"");
  private static final byte[] CITY = ascii("\",\"city\":\"");
  private static final byte[] STATE_AND_AGENCY =
      ascii("\",\"state\":\"CA\",\"agency_id\":\"1\",\"address_type\":\"");
  private static final byte[] COMMON_LOCATION = ascii("\",\"common_location\":\"");
  private static final byte[] END = ascii("\"}");
  private static final byte[][] TWO_DIGITS = twoDigits();

  private static byte[][] twoDigits() {
    byte[][] numbers = new byte[100][];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ascii("%02d".formatted(i));
    }
    return numbers;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
