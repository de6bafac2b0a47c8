package org.sfcalls.benchmarks.calls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.sfcalls.calls.reading.CallFields;
import org.sfcalls.calls.validation.CallTime;
import org.sfcalls.calls.validation.Limits;

/**
 * More calls than there are: the same ones again in other weeks, in event-time order, each with an
 * id of its own.
 *
 * <p>A copy is shifted by whole weeks, so that its calls keep their day of the week and their time
 * of day, and by at least the time that the calls span, so that copies follow one another. Copies
 * lie between the first day that the validation takes and yesterday. Where these are too few, each
 * call comes several times at its time: more calls a day, as in a larger city. The number of the
 * copy is put after the id, with as many digits for every copy, so that no two ids are the same. A
 * call whose new time falls in the hour that the clocks skip in spring is left out of that copy.
 */
record Copies(List<Template> templates, long stepDays, long lowest, long slots, long layers) {
  /** Copies that have at least so many calls. */
  static Copies of(List<Template> templates, long count, InstantSource clock) {
    LocalDate first = templates.get(0).time().toLocalDate();
    LocalDate last = templates.get(templates.size() - 1).time().toLocalDate();
    LocalDate yesterday = LocalDate.ofInstant(clock.instant(), CallTime.ZONE).minusDays(1);
    // The days from first to last, up to whole weeks.
    long stepDays = 7 * (ChronoUnit.DAYS.between(first, last) / 7 + 1);
    long before = ChronoUnit.DAYS.between(Limits.DEFAULT.earliest(), first) / stepDays;
    long after = Math.max(0, ChronoUnit.DAYS.between(last, yesterday) / stepDays);
    // A twentieth more than needed: what is left out is the hour of one Sunday in 52 at most.
    long copies = count / templates.size() * 21 / 20 + 2;
    long slots = Math.min(copies, before + 1 + after);
    long layers = (copies + slots - 1) / slots;
    return new Copies(templates, stepDays, -Math.min(slots - 1, before), slots, layers);
  }

  Stream<RawCall> calls() {
    return LongStream.range(0, slots * templates.size() * layers)
        .mapToObj(this::call)
        .flatMap(Optional::stream);
  }

  private Optional<RawCall> call(long place) {
    Template call = templates.get((int) (place / layers % templates.size()));
    long slot = place / layers / templates.size();
    long days = (lowest + slot) * stepDays;
    int digits = Long.toString(slots * layers - 1).length();
    return !CallTime.ZONE.getRules().getValidOffsets(call.time().plusDays(days)).isEmpty()
        ? Optional.of(
            call.shifted(days, String.format("%0" + digits + "d", slot * layers + place % layers)))
        : Optional.empty();
  }

  /**
   * A valid call that can be had again on another day, under another id, and otherwise byte for
   * byte as it stands.
   *
   * @param json its bytes
   */
  record Template(byte[] json, String id, int idEnd, LocalDateTime time, List<Day> days) {
    private static final Pattern ID = Pattern.compile("\"crime_id\"\\s*:\\s*\"[^\"]*");
    private static final Pattern DAY =
        Pattern.compile(
            "\"(?:report_date|call_date|offense_date|call_date_time|call_dttm)\"\\s*:\\s*\""
                + "(\\d{4}-\\d{2}-\\d{2})");
    private static final int DAY_LENGTH = "2018-12-31".length();

    record Day(int at, LocalDate date) {}

    static Template of(byte[] json) {
      CallFields fields = CallFields.of(json);
      // A character for each byte, so that places in the one are places in the other.
      String text = new String(json, ISO_8859_1);
      Matcher id = ID.matcher(text);
      if (!id.find()) {
        throw new IllegalArgumentException("the call has no crime_id: " + text);
      }
      List<Day> days =
          DAY.matcher(text)
              .results()
              .map(day -> new Day(day.start(1), LocalDate.parse(day.group(1))))
              .toList();
      return new Template(json, fields.crimeId(), id.end(), fields.time(), days);
    }

    /** The call so many days later. */
    RawCall shifted(long byDays, String idSuffix) {
      byte[] suffix = idSuffix.getBytes(UTF_8);
      byte[] copy = Arrays.copyOf(json, json.length + suffix.length);
      System.arraycopy(suffix, 0, copy, idEnd, suffix.length);
      System.arraycopy(json, idEnd, copy, idEnd + suffix.length, json.length - idEnd);
      if (byDays != 0) {
        for (Day day : days) {
          byte[] date = day.date().plusDays(byDays).toString().getBytes(UTF_8);
          int at = day.at() < idEnd ? day.at() : day.at() + suffix.length;
          System.arraycopy(date, 0, copy, at, DAY_LENGTH);
        }
      }
      return new RawCall((id + idSuffix).getBytes(UTF_8), copy);
    }
  }
}
