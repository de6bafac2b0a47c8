package org.sfcalls.ingest.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.sfcalls.calls.validation.CallField;
import org.sfcalls.calls.validation.CallTime;
import org.sfcalls.calls.validation.FieldRules;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation;
import org.sfcalls.calls.validation.Validation.Valid;
import org.sfcalls.schemas.PoliceCall;

/** What holds for any call and for any bytes, by the reference and by the short way. */
class RawRecordPropertyTest {

  private static final int TRIES = 2_000;

  /** All that a call can be without. */
  private static final FieldRules SPARSE =
      new FieldRules(
          Set.of(
              CallField.ADDRESS,
              CallField.CITY,
              CallField.STATE,
              CallField.AGENCY_ID,
              CallField.ADDRESS_TYPE,
              CallField.COMMON_LOCATION));

  private final BothWays ways = new BothWays();
  private final BothWays sparseWays = new BothWays(SPARSE, Limits.DEFAULT);

  @Property(tries = TRIES)
  void anyCallComesBackEqualHoweverItsJsonIsWritten(
      @ForAll("calls") PoliceCall call, @ForAll long seed) {
    byte[] record = new Writer(new Random(seed)).anyhow(call);
    assertThat(ways.reference(record)).isEqualTo(new Valid(call, Set.of()));
    ways.takesShortWay(record);
  }

  @Property(tries = TRIES)
  void anOrdinaryCallTakesTheShortWay(@ForAll("ordinaryCalls") PoliceCall call, @ForAll long seed) {
    byte[] record = new Writer(new Random(seed)).asTheExportDoes(call);
    assertThat(ways.takesShortWay(record)).as(new String(record, UTF_8)).isTrue();
  }

  @Property(tries = TRIES)
  void absentFieldsAreNullBothWays(
      @ForAll("ordinaryCalls") PoliceCall call,
      @ForAll("calls") PoliceCall any,
      @ForAll long seed) {
    Writer writer = new Writer(new Random(seed), true);
    byte[] ordinary = writer.asTheExportDoes(call);
    assertThat(sparseWays.takesShortWay(ordinary)).as(new String(ordinary, UTF_8)).isTrue();
    assertThat(sparseWays.reference(ordinary)).isEqualTo(new Valid(call, Set.of()));
    byte[] anyhow = writer.anyhow(any);
    sparseWays.takesShortWay(anyhow);
    assertThat(sparseWays.reference(anyhow)).isEqualTo(new Valid(any, Set.of()));
  }

  @Property(tries = TRIES)
  void anyBytesGiveAResult(@ForAll byte[] bytes) {
    assertThat(ways.reference(bytes)).isInstanceOf(Validation.class);
    ways.takesShortWay(bytes);
    sparseWays.takesShortWay(bytes);
  }

  @Property(tries = TRIES)
  void anyBytesMadeFromRecordsGiveOneResultBothWays(
      @ForAll("ordinaryCalls") PoliceCall one,
      @ForAll("calls") PoliceCall other,
      @ForAll long seed) {
    Random random = new Random(seed);
    Writer writer = new Writer(random);
    byte[] record = writer.asTheExportDoes(one);
    byte[] continuation = writer.anyhow(other);
    for (int i = 0; i < 50; i++) {
      byte[] spoiled = spoil(record, continuation, random);
      assertThat(ways.reference(spoiled)).isInstanceOf(Validation.class);
      ways.takesShortWay(spoiled);
      sparseWays.takesShortWay(spoiled);
    }
    // Nothing of them is left behind.
    assertThat(ways.takesShortWay(record)).isTrue();
  }

  /** Bytes changed, left out, put in, cut off or continued by those of another record. */
  private static byte[] spoil(byte[] record, byte[] other, Random random) {
    byte[] bytes = record;
    for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      byte b = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : telling(random));
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> joined(bytes, at, new byte[0], at + 1);
            case 2 -> joined(bytes, at, new byte[] {b}, at);
            case 3 -> {
              int from = random.nextInt(other.length);
              int to = from + random.nextInt(other.length - from);
              yield joined(bytes, at, Arrays.copyOfRange(other, from, to), at);
            }
            default -> joined(bytes, at, new byte[] {b}, at + 1);
          };
    }
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int headEnd, byte[] middle, int tailStart) {
    byte[] joined = Arrays.copyOf(bytes, headEnd + middle.length + bytes.length - tailStart);
    System.arraycopy(middle, 0, joined, headEnd, middle.length);
    System.arraycopy(bytes, tailStart, joined, headEnd + middle.length, bytes.length - tailStart);
    return joined;
  }

  /** A byte that means something in a record. */
  private static int telling(Random random) {
    return "\"\\{}[]:,. \t\n-0123456789T".charAt(random.nextInt(24));
  }

  @Provide
  Arbitrary<PoliceCall> calls() {
    Arbitrary<String> anything =
        Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.chars().range('!', '~').map(String::valueOf)),
                Tuple.of(2, Arbitraries.of("é", "ß", "–", "京", "🚓", "\u007f")))
            .list()
            .ofMinSize(1)
            .ofMaxSize(12)
            .map(parts -> String.join("", parts));
    return calls(anything);
  }

  @Provide
  Arbitrary<PoliceCall> ordinaryCalls() {
    return calls(
        Arbitraries.chars()
            .range('!', '~')
            .filter(c -> c != '"' && c != '\\')
            .list()
            .ofMinSize(1)
            .ofMaxSize(12)
            .map(
                chars -> {
                  StringBuilder word = new StringBuilder();
                  chars.forEach(word::append);
                  return word.toString();
                }));
  }

  private static Arbitrary<PoliceCall> calls(Arbitrary<String> word) {
    Arbitrary<String> words =
        word.list().ofMinSize(1).ofMaxSize(5).map(list -> String.join(" ", list));
    Arbitrary<String> optional = words.injectNull(0.3);
    Arbitrary<LocalDate> days =
        Arbitraries.integers().between(0, 3_652_424).map(LocalDate.EPOCH.withYear(0)::plusDays);
    return Combinators.combine(
            Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(18),
            words,
            days.list().ofSize(2),
            eventTimes(),
            words,
            optional.list().ofSize(6))
        .as(
            (id, type, dates, time, disposition, more) ->
                new PoliceCall(
                    id,
                    type,
                    dates.get(0),
                    time.toLocalDate(),
                    dates.get(1),
                    time.toLocalTime().withSecond(0).withNano(0),
                    CallTime.instant(time),
                    disposition,
                    more.get(0),
                    more.get(1),
                    more.get(2),
                    more.get(3),
                    more.get(4),
                    more.get(5)));
  }

  /** Of 2000 to the tests' present, a quarter of them around changes of the clocks. */
  private static Arbitrary<LocalDateTime> eventTimes() {
    LocalDateTime first = LocalDateTime.of(2000, 1, 1, 0, 0);
    Arbitrary<LocalDateTime> any =
        Arbitraries.longs().between(0, 612_000_000L).map(first::plusSeconds);
    Arbitrary<LocalDateTime> around =
        Combinators.combine(
                Arbitraries.of(LocalDate.of(2018, 3, 11), LocalDate.of(2018, 11, 4)),
                Arbitraries.integers().between(0, 4 * 3600))
            .as((day, second) -> day.atStartOfDay().plusSeconds(second));
    return Arbitraries.frequencyOf(Tuple.of(3, any), Tuple.of(1, around))
        .filter(time -> !CallTime.ZONE.getRules().getValidOffsets(time).isEmpty());
  }

  /**
   * Writes calls as JSON by the choices of a random source.
   *
   * @param sparse whether to leave out some fields that have no text
   */
  private record Writer(Random random, boolean sparse) {
    Writer(Random random) {
      this(random, false);
    }

    /** Every text and time as the export writes it, in any order and with any white space. */
    byte[] asTheExportDoes(PoliceCall call) {
      Map<String, String> fields = new LinkedHashMap<>();
      texts(call, day -> day + "T00:00:00.000", wall -> millis(wall))
          .forEach((name, text) -> fields.put(name, '"' + text + '"'));
      return record(fields, random.nextBoolean());
    }

    /** In any form that is read. */
    byte[] anyhow(PoliceCall call) {
      Map<String, String> fields = new LinkedHashMap<>();
      texts(call, this::day, this::wallClock)
          .forEach(
              (name, text) ->
                  fields.put(
                      name, text.isEmpty() && random.nextInt(4) == 0 ? "null" : quoted(text)));
      return record(fields, true);
    }

    private Map<String, String> texts(
        PoliceCall call,
        Function<LocalDate, String> day,
        Function<LocalDateTime, String> wallClock) {
      LocalDateTime time = call.getCallDateTime().atZone(CallTime.ZONE).toLocalDateTime();
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put("crime_id", call.getCrimeId());
      texts.put(
          random.nextInt(9) == 0 ? "original_crimetype_name" : "original_crime_type_name",
          call.getOriginalCrimeTypeName());
      texts.put("report_date", day.apply(call.getReportDate()));
      texts.put("call_date", day.apply(call.getCallDate()));
      texts.put("offense_date", day.apply(call.getOffenseDate()));
      texts.put("call_time", call.getCallTime().toString());
      texts.put(random.nextInt(9) == 0 ? "call_dttm" : "call_date_time", wallClock.apply(time));
      texts.put("disposition", call.getDisposition());
      texts.put("address", orEmpty(call.getAddress()));
      texts.put("city", orEmpty(call.getCity()));
      texts.put("state", orEmpty(call.getState()));
      texts.put("agency_id", orEmpty(call.getAgencyId()));
      texts.put("address_type", orEmpty(call.getAddressType()));
      texts.put("common_location", orEmpty(call.getCommonLocation()));
      if (sparse) {
        texts.values().removeIf(text -> text.isEmpty() && random.nextBoolean());
      }
      return texts;
    }

    private static String orEmpty(String text) {
      return text == null ? "" : text;
    }

    private static String millis(LocalDateTime time) {
      return time.toLocalDate()
          + String.format(
              "T%02d:%02d:%02d.000", time.getHour(), time.getMinute(), time.getSecond());
    }

    private String day(LocalDate day) {
      return switch (random.nextInt(4)) {
        case 0 -> day.toString();
        case 1 -> day + "T00:00";
        case 2 -> day + "T00:00:00";
        default -> day + "T00:00:00.000";
      };
    }

    private String wallClock(LocalDateTime time) {
      String text = millis(time);
      if (time.getSecond() == 0 && random.nextBoolean()) {
        return text.substring(0, 16);
      }
      return random.nextBoolean() ? text : text.substring(0, 19);
    }

    private String quoted(String text) {
      StringBuilder json = new StringBuilder("\"");
      text.codePoints()
          .forEach(
              c -> {
                if (random.nextInt(10) == 0) {
                  for (char half : Character.toChars(c)) {
                    json.append(String.format("\\u%04x", (int) half));
                  }
                } else {
                  boolean escaped = c == '"' || c == '\\' || (c == '/' && random.nextBoolean());
                  json.append(escaped ? "\\" : "").appendCodePoint(c);
                }
              });
      return json.append('"').toString();
    }

    private byte[] record(Map<String, String> fields, boolean shuffled) {
      List<String> names = new ArrayList<>(fields.keySet());
      if (shuffled) {
        Collections.shuffle(names, random);
      }
      boolean dense = random.nextBoolean();
      StringBuilder json = new StringBuilder(white(dense)).append('{');
      String comma = "";
      for (String name : names) {
        json.append(comma).append(white(dense)).append('"').append(name).append('"');
        json.append(white(dense)).append(':').append(white(dense)).append(fields.get(name));
        json.append(white(dense));
        comma = ",";
      }
      return json.append('}').append(white(dense)).toString().getBytes(UTF_8);
    }

    private String white(boolean dense) {
      return dense ? "" : List.of("", " ", "\n", "\r\n\t", "\n        ").get(random.nextInt(5));
    }
  }
}
