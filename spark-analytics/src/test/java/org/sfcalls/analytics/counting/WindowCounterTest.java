package org.sfcalls.analytics.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sfcalls.analytics.counting.Calls.group;
import static org.sfcalls.analytics.counting.Calls.packed;
import static org.sfcalls.analytics.counting.Calls.t;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.counting.Calls.Call;
import org.sfcalls.schemas.WindowSpec;

/** Timelines of one group, batch by batch. Windows of ten minutes sliding by five. */
class WindowCounterTest {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final WindowSpec spec = WindowSpec.DEFAULT;
  private OpenPanes state = OpenPanes.NONE;

  @Test
  void aCallIsInTwoWindows() {
    assertThat(batch("00:00", packed(spec, 0, "12:07")))
        .containsExactly("count 12:00-12:10 1", "count 12:05-12:15 1");
  }

  @Test
  void aCallOnAWindowsEdgeIsInTheWindowThatBeginsThereAndNotInTheOneThatEnds() {
    assertThat(batch("00:00", packed(spec, 0, "12:10")))
        .containsExactly("count 12:05-12:15 1", "count 12:10-12:20 1");
    assertThat(batch("00:00", packed(spec, 1, "12:09:59")))
        .containsExactly("count 12:00-12:10 1", "count 12:05-12:15 2");
  }

  @Test
  void totalsGrowOverBatchesAndOnlyTouchedWindowsAreTold() {
    assertThat(batch("00:00", packed(spec, 0, "12:01", "12:02", "12:06")))
        .containsExactly("count 11:55-12:05 2", "count 12:00-12:10 3", "count 12:05-12:15 1");
    assertThat(batch("00:00", packed(spec, 3, "12:12")))
        .containsExactly("count 12:05-12:15 2", "count 12:10-12:20 1");
  }

  @Test
  void callsOutOfOrderCountWhileTheirWindowsAreOpen() {
    batch("00:00", packed(spec, 0, "12:20"));
    assertThat(batch("12:10", packed(spec, 1, "12:11")))
        .containsExactly("count 12:05-12:15 1", "count 12:10-12:20 1");
  }

  @Test
  void aWindowIsClosedOnceTheWatermarkIsAtItsEnd() {
    batch("00:00", packed(spec, 0, "12:09"));
    assertThat(batch("12:09", packed(spec, 1, "12:08")))
        .containsExactly("count 12:00-12:10 2", "count 12:05-12:15 2");
    assertThat(batch("12:10", packed(spec, 2, "12:08")))
        .containsExactly("late 12:00-12:10 offset 2 watermark 12:10", "count 12:05-12:15 3");
    assertThat(batch("12:15", packed(spec, 3, "12:08")))
        .containsExactly(
            "late 12:05-12:15 offset 3 watermark 12:15",
            "late 12:00-12:10 offset 3 watermark 12:15");
  }

  @Test
  void everyLateCallIsToldWithItsOwnOffset() {
    assertThat(batch("12:30", packed(spec, 7, "12:01", "12:06", "12:02", "12:40")))
        .containsExactlyInAnyOrder(
            "late 11:55-12:05 offset 7 watermark 12:30",
            "late 12:00-12:10 offset 7 watermark 12:30",
            "late 11:55-12:05 offset 9 watermark 12:30",
            "late 12:00-12:10 offset 9 watermark 12:30",
            "late 12:00-12:10 offset 8 watermark 12:30",
            "late 12:05-12:15 offset 8 watermark 12:30",
            "count 12:35-12:45 1",
            "count 12:40-12:50 1");
  }

  @Test
  void panesThatNoOpenWindowNeedsAreForgotten() {
    batch("00:00", packed(spec, 0, "12:01", "12:06", "12:11"));
    assertThat(state.starts()).hasSize(3);
    batch("12:15", packed(spec, 3, "12:16"));
    assertThat(state.starts())
        .containsExactly(t("12:10").toEpochMilli(), t("12:15").toEpochMilli());
    batch("13:00", packed(spec, 4, "12:16"));
    assertThat(state.starts()).isEmpty();
  }

  @Test
  void aCallExactlyAtTheWatermarkIsInTime() {
    batch("00:00", packed(spec, 0, "12:20"));
    assertThat(batch("12:10", packed(spec, 1, "12:10")))
        .containsExactly("count 12:05-12:15 1", "count 12:10-12:20 1");
    assertThat(batch("12:10", packed(spec, 2, "12:09:59")))
        .containsExactly("late 12:00-12:10 offset 2 watermark 12:10", "count 12:05-12:15 2");
  }

  @Test
  void theHourThatAutumnRepeatsHasTwiceTheWindowsAndTheOneThatSpringSkipsHasNone() {
    // 2018-11-04 01:30 on the clocks of San Francisco, first in summer time, then in winter time.
    assertThat(at("2018-11-04T08:30:00Z", "2018-11-04T09:30:00Z"))
        .containsExactly(
            "2018-11-04T08:25:00Z 1",
            "2018-11-04T08:30:00Z 1",
            "2018-11-04T09:25:00Z 1",
            "2018-11-04T09:30:00Z 1");
    // 2018-03-11 01:59 and 03:00: a minute apart, so in one window.
    assertThat(at("2018-03-11T09:59:00Z", "2018-03-11T10:00:00Z"))
        .containsExactly(
            "2018-03-11T09:50:00Z 1", "2018-03-11T09:55:00Z 2", "2018-03-11T10:00:00Z 1");
  }

  private List<String> at(String... instants) {
    WindowCounter counter = new WindowCounter(spec, group("Fire", "HAN"), OpenPanes.NONE, 0);
    for (String instant : instants) {
      counter.add(packed(spec, List.of(new Call("Fire", "HAN", Instant.parse(instant), 0, 0))));
    }
    KeyOutcome outcome = counter.outcome();
    return IntStream.range(0, outcome.getCounts().length)
        .mapToObj(
            i -> Instant.ofEpochMilli(outcome.getWindowStarts()[i]) + " " + outcome.getCounts()[i])
        .toList();
  }

  @Test
  void panesOfSeveralTasksAreMergedInWhateverOrderTheTasksCome() {
    assertThat(
            batch(
                "00:00",
                packed(spec, 0, "12:11", "12:31"),
                packed(spec, 2, "12:01", "12:12", "12:41"),
                packed(spec, 5, "12:06")))
        .containsExactly(
            "count 11:55-12:05 1",
            "count 12:00-12:10 2",
            "count 12:05-12:15 3",
            "count 12:10-12:20 2",
            "count 12:25-12:35 1",
            "count 12:30-12:40 1",
            "count 12:35-12:45 1",
            "count 12:40-12:50 1");
  }

  @Test
  void windowsOfOtherLengthsAreRunsOfPanesToo() {
    WindowSpec tumbling =
        new WindowSpec(Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ZERO);
    WindowCounter counter = new WindowCounter(tumbling, group("t", "d"), OpenPanes.NONE, 0);
    counter.add(packed(tumbling, 0, "12:07", "12:12"));
    assertThat(told(counter)).containsExactly("count 12:00-12:10 1", "count 12:10-12:20 1");
    assertThatThrownBy(
            () -> new WindowSpec(Duration.ofMinutes(10), Duration.ofMinutes(4), Duration.ZERO))
        .hasMessageContaining("not a multiple");
  }

  private List<String> batch(String watermark, PackedCalls... calls) {
    WindowCounter counter =
        new WindowCounter(spec, group("Traffic Stop", "HAN"), state, t(watermark).toEpochMilli());
    for (PackedCalls packed : calls) {
      counter.add(packed);
    }
    state = OpenPanes.of(counter.open().bytes());
    return told(counter);
  }

  private List<String> told(WindowCounter counter) {
    KeyOutcome outcome = counter.outcome();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < outcome.getLateOffsets().length; i++) {
      told.add(
          "late "
              + window(outcome.getLateWindowStarts()[i])
              + " offset "
              + outcome.getLateOffsets()[i]
              + " watermark "
              + clock(outcome.getWatermarkMs()));
    }
    for (int i = 0; i < outcome.getCounts().length; i++) {
      told.add("count " + window(outcome.getWindowStarts()[i]) + " " + outcome.getCounts()[i]);
    }
    return told;
  }

  private String window(long start) {
    return clock(start) + "-" + clock(start + spec.size().toMillis());
  }

  private static String clock(long epochMs) {
    return CLOCK.format(Instant.ofEpochMilli(epochMs));
  }
}
