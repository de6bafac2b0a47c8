package org.sfcalls.benchmarks.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
    return exists(call.time().plusDays(days))
        ? Optional.of(
            call.shifted(days, String.format("%0" + digits + "d", slot * layers + place % layers)))
        : Optional.empty();
  }

  private static boolean exists(LocalDateTime wallClock) {
    return !CallTime.ZONE.getRules().getValidOffsets(wallClock).isEmpty();
  }

  /**
   * A valid call that can be had again on another day, under another id, and otherwise byte for
   * byte as it stands.
   *
   * @param json its bytes
   */
  record Template(byte[] json, String id, int idEnd, LocalDateTime time, List<Day> days) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DAY_LENGTH = "2018-12-31".length();

    record Day(int at, LocalDate date) {}

    static Template of(byte[] json) {
      String id = null;
      int idEnd = 0;
      LocalDateTime time = null;
      List<Day> days = new ArrayList<>();
      try (JsonParser parser = JSON.createParser(json)) {
        parser.nextToken();
        String name;
        while ((name = parser.nextFieldName()) != null) {
          if (parser.nextToken() != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            continue;
          }
          String text = parser.getText();
          // After the opening quotation mark.
          int at = (int) parser.currentTokenLocation().getByteOffset() + 1;
          switch (name) {
            case "crime_id" -> {
              id = text;
              idEnd = at + text.length();
            }
            case "report_date", "call_date", "offense_date" ->
                days.add(new Day(at, CallTime.date(text)));
            case "call_date_time", "call_dttm" -> {
              time = CallTime.dateTime(text);
              days.add(new Day(at, time.toLocalDate()));
            }
            default -> {
              // Stays as it is.
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a valid call is JSON", e);
      }
      return new Template(json, id, idEnd, time, days);
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
