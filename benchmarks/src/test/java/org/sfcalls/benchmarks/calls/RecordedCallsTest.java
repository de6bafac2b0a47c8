package org.sfcalls.benchmarks.calls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.calls.reading.CallFields;
import org.sfcalls.calls.validation.CallParser;
import org.sfcalls.calls.validation.Limits;
import org.sfcalls.calls.validation.Validation;
import org.sfcalls.calls.validation.Validation.Valid;

class RecordedCallsTest {
  private static final Path SAMPLE = Path.of("../data/sample-calls.ndjson.gz");

  /** Valid records of the sample that are no repeats; the README's account of it says as much. */
  private static final int SAMPLE_CALLS = 19_970;

  @TempDir private Path folder;

  @Test
  void fewerCallsThanTheFileHasAreItsFirstAsTheyStandOldestFirst() throws IOException {
    Path file = folder.resolve("calls.ndjson");
    String newer = call("181520002", LocalDateTime.parse("2018-06-01T10:00"));
    String older = call("181520001", LocalDateTime.parse("2018-06-01T09:59"));
    Files.writeString(file, newer + "\nno call\n" + newer + "\n" + older + "\n" + older + "\n");

    assertThat(texts(file, 2)).containsExactly(older, newer);
  }

  @Test
  void moreCallsThanTheFileHasAreValidInOrderAndEachHasAnIdOfItsOwn() {
    long count = 3 * SAMPLE_CALLS + 500;

    assertThat(requireValidInOrderAndDistinct(calls(SAMPLE, count))).isEqualTo(count);
  }

  @Test
  void whereTheWeeksSince2000AreUsedUpEachTimeHasSeveralCalls() throws IOException {
    Path file = folder.resolve("calls.ndjson");
    Files.writeString(file, call("181520001", LocalDateTime.parse("2018-06-01T10:00")) + "\n");
    long weeks = 1_300;

    assertThat(requireValidInOrderAndDistinct(calls(file, 5 * weeks))).isEqualTo(5 * weeks);
  }

  @Test
  void aCopyHasNoCallInTheHourThatSpringSkips() throws IOException {
    LocalDateTime sundayNight = LocalDateTime.parse("2018-06-03T02:30");
    assertThat(sundayNight.getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
    Path file = folder.resolve("calls.ndjson");
    Files.writeString(file, call("181540001", sundayNight) + "\n");

    List<RawCall> calls = calls(file, 100);

    assertThat(requireValidInOrderAndDistinct(calls)).isEqualTo(100);
    assertThat(calls)
        .map(call -> CallFields.of(call.value()).time().toLocalDate())
        .allMatch(day -> day.getDayOfWeek() == DayOfWeek.SUNDAY)
        .doesNotContain(LocalDate.parse("2018-03-11"), LocalDate.parse("2017-03-12"));
  }

  @Test
  void aFileWithoutACallIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("calls.ndjson"), "{}\n");

    assertThatThrownBy(() -> calls(file, 1))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("no valid call");
  }

  private static long requireValidInOrderAndDistinct(List<RawCall> calls) {
    CallParser parser = new CallParser(Limits.DEFAULT, Clock.systemUTC());
    Set<String> ids = new HashSet<>();
    LocalDateTime before = LocalDateTime.MIN;
    for (RawCall call : calls) {
      Validation validation = parser.parse(call.value());
      assertThat(validation).isInstanceOf(Valid.class);
      String id = ((Valid) validation).call().getCrimeId();
      assertThat(ids.add(id)).as("%s is new", id).isTrue();
      assertThat(call.key()).isEqualTo(id.getBytes(UTF_8));
      LocalDateTime time = CallFields.of(call.value()).time();
      assertThat(time).isAfterOrEqualTo(before);
      before = time;
    }
    return calls.size();
  }

  private static List<RawCall> calls(Path file, long count) {
    List<RawCall> calls = new ArrayList<>();
    CallSupply.of(file).calls(count).forEachRemaining(calls::add);
    return calls;
  }

  private static List<String> texts(Path file, long count) {
    return calls(file, count).stream().map(call -> new String(call.value(), UTF_8)).toList();
  }

  /** The days stand before and after the id, as no export has them but any JSON may. */
  private static String call(String id, LocalDateTime time) {
    String day = time.toLocalDate() + "T00:00:00.000";
    return """
        {"report_date": "%1$s", "crime_id":"%2$s","original_crime_type_name":"Traffic Stop","call_date":"%1$s",\
        "offense_date":"%1$s","call_time":"%3$s","call_date_time":"%4$s:00.000","disposition":"HAN",\
        "address":"","city":"","state":"CA","agency_id":"1","address_type":"","common_location":""}"""
        .formatted(day, id, time.toLocalTime(), time);
  }
}
