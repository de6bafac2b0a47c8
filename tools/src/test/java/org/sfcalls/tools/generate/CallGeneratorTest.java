package org.sfcalls.tools.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sfcalls.calls.reading.CallFields;
import org.sfcalls.calls.validation.CallTime;

class CallGeneratorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate JUNE = LocalDate.of(2018, 6, 1);
  private static final CallProfile PROFILE = CallProfile.shipped();

  @Test
  void makesTheSameCallsFromTheSameSeedAndOthersFromAnother() {
    assertThat(texts(faulty(500, 7))).isEqualTo(texts(faulty(500, 7)));
    assertThat(texts(faulty(500, 7))).isNotEqualTo(texts(faulty(500, 8)));
  }

  @Test
  void makesTheFourteenFieldsOfTheExportInItsOrder() throws IOException {
    for (byte[] record : records(sound(200, JUNE))) {
      List<String> names = new ArrayList<>();
      JsonNode call = JSON.readTree(record);
      call.fieldNames().forEachRemaining(names::add);
      assertThat(names)
          .containsExactly(
              "crime_id",
              "original_crime_type_name",
              "report_date",
              "call_date",
              "offense_date",
              "call_time",
              "call_date_time",
              "disposition",
              "address",
              "city",
              "state",
              "agency_id",
              "address_type",
              "common_location");
      assertThat(call).allMatch(JsonNode::isTextual);
      LocalDateTime time = CallTime.dateTime(call.get("call_date_time").asText());
      assertThat(CallTime.date(call.get("call_date").asText())).isEqualTo(time.toLocalDate());
      assertThat(CallTime.timeOfDay(call.get("call_time").asText())).isEqualTo(time.toLocalTime());
      assertThat(call.get("crime_id").asText())
          .startsWith("18%03d".formatted(time.getDayOfYear()))
          .hasSize(9);
    }
  }

  @Test
  void givesEveryCallAnIdOfItsOwnThatGrows() {
    GeneratorConfig manyADay = new GeneratorConfig(60_000, 1, JUNE, 0, 0, 0, 25_000);
    Set<String> ids = new HashSet<>();
    for (byte[] record : records(manyADay)) {
      ids.add(CallFields.of(record).crimeId());
    }
    assertThat(ids).hasSize(60_000);
    assertThat(ids).contains("181520001", "1815210000");
  }

  @Test
  void keepsEventTimeOrderOverBothDaysThatTheClocksChange() {
    for (LocalDate change : List.of(LocalDate.of(2018, 3, 11), LocalDate.of(2018, 11, 4))) {
      GeneratorConfig days = new GeneratorConfig(60_000, 3, change.minusDays(1), 0, 0, 0, 20_000);
      Instant before = Instant.MIN;
      Map<Integer, Integer> callsOfHour = new TreeMap<>();
      for (byte[] record : records(days)) {
        LocalDateTime time = CallFields.of(record).time();
        Instant instant = CallTime.instant(time);
        assertThat(instant).isAfterOrEqualTo(before);
        before = instant;
        if (time.toLocalDate().equals(change)) {
          callsOfHour.merge(time.getHour(), 1, Integer::sum);
        }
      }
      boolean spring = change.getMonthValue() == 3;
      assertThat(callsOfHour).hasSize(spring ? 23 : 24);
      assertThat(callsOfHour.containsKey(2)).isEqualTo(!spring);
    }
  }

  @Test
  void drawsTypesDispositionsAndHoursAsOftenAsTheProfileHasThem() throws IOException {
    int count = 200_000;
    Map<String, Integer> types = new HashMap<>();
    Map<String, Integer> dispositions = new HashMap<>();
    Map<String, Integer> dispositionsOfStops = new HashMap<>();
    Map<String, Integer> addressTypes = new HashMap<>();
    int[] hours = new int[24];
    LocalDateTime last = null;
    for (byte[] record : records(sound(count, JUNE))) {
      JsonNode call = JSON.readTree(record);
      String type = call.get("original_crime_type_name").asText();
      types.merge(type, 1, Integer::sum);
      dispositions.merge(call.get("disposition").asText(), 1, Integer::sum);
      addressTypes.merge(call.get("address_type").asText(), 1, Integer::sum);
      if (type.equals("Traffic Stop")) {
        dispositionsOfStops.merge(call.get("disposition").asText(), 1, Integer::sum);
      }
      last = CallTime.dateTime(call.get("call_date_time").asText());
      hours[last.getHour()]++;
    }
    assertThat(types.size()).isGreaterThan(2_000);
    // Within four standard deviations of the share that the profile has.
    double total = PROFILE.types().stream().mapToLong(CallProfile.CallType::calls).sum();
    for (CallProfile.CallType type : PROFILE.types().subList(0, 30)) {
      close(types.getOrDefault(type.name(), 0), count, type.calls() / total);
    }
    for (CallProfile.Share kind : PROFILE.addressTypes()) {
      close(addressTypes.getOrDefault(kind.name(), 0), count, kind.calls() / total);
    }
    // Measured on the export itself, over all types.
    Map<String, Integer> ofRealCalls =
        Map.of("HAN", 57_639, "GOA", 26_211, "ADV", 19_515, "Not recorded", 19_238, "CIT", 18_400);
    ofRealCalls.forEach(
        (code, calls) -> close(dispositions.getOrDefault(code, 0), count, calls / total));
    CallProfile.CallType stop =
        PROFILE.types().stream().filter(t -> t.name().equals("Traffic Stop")).findFirst().get();
    for (CallProfile.Share disposition : stop.dispositions().subList(0, 3)) {
      close(
          dispositionsOfStops.getOrDefault(disposition.name(), 0),
          types.get("Traffic Stop"),
          (double) disposition.calls() / stop.calls());
    }
    double days = java.time.Duration.between(JUNE.atStartOfDay(), last).toHours() / 24.0;
    assertThat(count / days).isCloseTo(PROFILE.callsPerDay(), within(40.0));
    for (int hour = 0; hour < 24; hour++) {
      double expected = 0;
      for (int day = 0; day < 7; day++) {
        expected += PROFILE.hours().get(day * 24 + hour).callsPerHour() / 7;
      }
      // Days of the week that the span has once more than others shift an hour a little.
      assertThat(hours[hour] / days).isCloseTo(expected, within(expected * 0.05));
    }
  }

  @Test
  void makesAsManyCallsADayAsAskedFor() {
    List<byte[]> records = records(new GeneratorConfig(100_000, 1, JUNE, 0, 0, 0, 10_000));
    LocalDateTime last = CallFields.of(records.get(records.size() - 1)).time();
    assertThat(last.toLocalDate()).isBetween(JUNE.plusDays(9), JUNE.plusDays(10));
  }

  @Test
  void repeatsTheShareAskedForWordForWord() {
    Set<String> seen = new HashSet<>();
    int repeats = 0;
    for (String record : texts(new GeneratorConfig(20_000, 5, JUNE, 0.1, 0, 0, 0))) {
      repeats += seen.add(record) ? 0 : 1;
    }
    close(repeats, 20_000, 0.1);
  }

  @Test
  void bringsTheShareAskedForHalfAnHourToTwoHoursLate() {
    GeneratorConfig config = new GeneratorConfig(20_000, 5, JUNE, 0, 0.05, 0, 0);
    List<byte[]> records = records(config);
    assertThat(records).hasSize(20_000);
    LocalDateTime latest = LocalDateTime.MIN;
    int late = 0;
    Set<String> ids = new HashSet<>();
    for (byte[] record : records.subList(0, 19_900)) {
      LocalDateTime time = CallFields.of(record).time();
      if (time.isBefore(latest)) {
        late++;
        // The next call may be some minutes off, mostly at night.
        assertThat(time).isBetween(latest.minusMinutes(150), latest.minusMinutes(29));
      } else {
        latest = time;
      }
      assertThat(ids.add(CallFields.of(record).crimeId())).isTrue();
    }
    close(late, 19_900, 0.05);
  }

  @Test
  void spoilsTheShareAskedForInEveryWayInTurn() {
    GeneratorConfig config = new GeneratorConfig(20_000, 5, JUNE, 0, 0, 0.03, 0);
    List<byte[]> records = records(config);
    int[] spoilt = new int[Malformation.values().length];
    for (byte[] record : records) {
      for (byte b : record) {
        assertThat(b).isNotEqualTo((byte) '\n');
      }
      int way = wayOf(record);
      if (way >= 0) {
        spoilt[way]++;
      }
    }
    int all = java.util.Arrays.stream(spoilt).sum();
    close(all, 20_000, 0.03);
    for (int ofOneWay : spoilt) {
      assertThat(ofOneWay).isBetween(all / spoilt.length, all / spoilt.length + 1);
    }
  }

  @Test
  void refusesOptionsThatCanNotBeAndNamesThem() {
    assertThatThrownBy(() -> new GeneratorConfig(-1, 1, JUNE, 0, 0, 0, 0))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new GeneratorConfig(1, 1, JUNE, 1.5, 0, 0, 0))
        .hasMessageContaining("--repeats is 1.5");
    assertThatThrownBy(() -> new GeneratorConfig(1, 1, JUNE, 0, Double.NaN, 0, 0))
        .hasMessageContaining("--late is NaN");
    assertThatThrownBy(() -> new GeneratorConfig(1, 1, JUNE, 0.5, 0, 0.5, 0))
        .hasMessageContaining("together");
    assertThatThrownBy(() -> new GeneratorConfig(1, 1, LocalDate.of(1999, 12, 31), 0, 0, 0, 0))
        .hasMessageContaining("--from is 1999-12-31, 2000-01-01 or later is allowed");
  }

  @Test
  void refusesCallsThatIngestWouldTakeForTheFutureAndSaysWhatFits() {
    // A hundred days and ten minutes, on San Francisco's clocks.
    InstantSource present = at(JUNE.plusDays(100));
    new CallGenerator(perDay(98_000, JUNE, 1_000), PROFILE, present);
    new CallGenerator(perDay(0, JUNE.plusYears(1), 1_000), PROFILE, present);
    assertThatThrownBy(() -> new CallGenerator(perDay(200_000, JUNE, 1_000), PROFILE, present))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "200000 calls (--count or --generate) from 2018-06-01 (--from) at 1000.0 a day"
                + " (--calls-per-day) run past 2018-09-09T00:10, further ahead of the present")
        .satisfies(
            fault -> {
              int fitting =
                  Integer.parseInt(fault.getMessage().replaceAll(".*day=(\\d+) .*", "$1"));
              assertThat(fitting).isBetween(1_980, 2_060);
              new CallGenerator(perDay(200_000, JUNE, fitting), PROFILE, present);
            });
    assertThatThrownBy(
            () -> new CallGenerator(perDay(9, JUNE.plusDays(200), 1_000), PROFILE, present))
        .hasMessageEndingWith("fewer calls or an earlier --from is allowed");
    assertThatThrownBy(
            () -> new CallGenerator(perDay(Long.MAX_VALUE, JUNE, 1_000), PROFILE, present))
        .hasMessageEndingWith("fewer calls or an earlier --from is allowed");
  }

  @Test
  void makesNoCallAheadOfThePresentWhenItMakesAsManyAsFit() {
    InstantSource present = at(JUNE.plusDays(2));
    GeneratorConfig twoDays = perDay(18_000, JUNE, 10_000);
    CallGenerator calls = new CallGenerator(twoDays, PROFILE, present);
    LocalDateTime last = null;
    while (calls.hasNext()) {
      last = CallFields.of(calls.next()).time();
    }
    assertThat(last).isBetween(JUNE.atTime(12, 0), JUNE.plusDays(2).atTime(0, 10));
  }

  @Test
  void twentyMillionCallsTakeMoreOfThemADayAndEndBefore2026() {
    // Whatever day it is: the same options give the same calls.
    InstantSource present = at(LocalDate.of(2026, 1, 2));
    CallGenerator many = new CallGenerator(perDay(20_000_000, JUNE, 0), PROFILE, present);
    LocalDateTime hundredth = null;
    for (int i = 0; i < 100; i++) {
      hundredth = CallFields.of(many.next()).time();
    }
    CallGenerator some = new CallGenerator(perDay(2_000_000, JUNE, 0), PROFILE, present);
    LocalDateTime usual = null;
    for (int i = 0; i < 100; i++) {
      usual = CallFields.of(some.next()).time();
    }
    assertThat(hundredth).isBefore(usual);
  }

  private static InstantSource at(LocalDate day) {
    return InstantSource.fixed(day.atStartOfDay(CallTime.ZONE).toInstant());
  }

  private static GeneratorConfig perDay(long count, LocalDate from, double callsPerDay) {
    return new GeneratorConfig(count, 1, from, 0, 0, 0, callsPerDay);
  }

  /** The malformation that a record shows, -1 for none. */
  private static int wayOf(byte[] record) {
    if (record.length == 0) {
      return Malformation.EMPTY.ordinal();
    }
    if (record[0] == (byte) 0xff) {
      return Malformation.BINARY_NOISE.ordinal();
    }
    try {
      JsonNode call = JSON.readTree(record);
      if (!call.path("original_crime_type_name").isTextual()) {
        return Malformation.WRONG_TYPE.ordinal();
      }
      if (!call.has("disposition")) {
        return Malformation.MISSING_FIELD.ordinal();
      }
      CallTime.dateTime(call.path("call_date_time").asText());
      return -1;
    } catch (IOException e) {
      return Malformation.TRUNCATED.ordinal();
    } catch (DateTimeException e) {
      return Malformation.IMPOSSIBLE_DATE.ordinal();
    }
  }

  /** Within four standard deviations of a binomial count. */
  private static void close(int hits, int draws, double share) {
    double deviation = Math.sqrt(draws * share * (1 - share));
    assertThat((double) hits).isCloseTo(draws * share, within(4 * deviation + 1));
  }

  private static GeneratorConfig sound(long count, LocalDate from) {
    return new GeneratorConfig(count, 7, from, 0, 0, 0, 0);
  }

  private static GeneratorConfig faulty(long count, long seed) {
    return new GeneratorConfig(count, seed, JUNE, 0.1, 0.1, 0.1, 0);
  }

  private static List<byte[]> records(GeneratorConfig config) {
    List<byte[]> records = new ArrayList<>();
    new CallGenerator(config, PROFILE, at(JUNE.plusYears(1))).forEachRemaining(records::add);
    return records;
  }

  private static List<String> texts(GeneratorConfig config) {
    return records(config).stream().map(record -> new String(record, UTF_8)).toList();
  }
}
