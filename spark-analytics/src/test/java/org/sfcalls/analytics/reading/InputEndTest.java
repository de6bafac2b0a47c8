package org.sfcalls.analytics.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.schemas.WindowSpec;

/** Two partitions; the newest call is of minute 60, the watermark of minute 50. */
class InputEndTest {

  private static final Map<Integer, Long> END = Map.of(0, 7L, 1, 0L);

  /** The time that makes the watermark pass the window of the newest call. */
  private static final long CLOSED = minute(60 + 10 + 10);

  private final Map<Integer, Seen> clocks = new HashMap<>();
  private Map<Integer, Long> end = END;
  private Optional<FinishedBatch> finished;
  private int questions;
  private int looks;

  private final InputEnd input =
      new InputEnd(
          () -> Map.copyOf(clocks),
          () -> {
            questions++;
            return end;
          },
          checkpoint -> {
            assertThat(checkpoint).isEqualTo("checkpoint");
            looks++;
            return finished;
          },
          WindowSpec.DEFAULT);

  @BeforeEach
  void allIsCounted() {
    clocks.put(0, new Seen(minute(60), 7));
    batch(END, 40, 50);
  }

  @Test
  void allWindowsAreClosedAndThenABatchMoreIsRunAndNoOther() {
    assertThat(marks(-1, -1)).containsExactly(-1, -1);
    assertThat(marks(-1, -1)).containsExactly(CLOSED, CLOSED);
    batch(END, 50, 70);
    assertThat(marks(CLOSED, CLOSED)).containsExactly(CLOSED + 1, CLOSED + 1);
    finished = Optional.of(new FinishedBatch(END, minute(70), minute(70) + 1));
    assertThat(marks(CLOSED + 1, CLOSED + 1)).containsExactly(CLOSED + 1, CLOSED + 1);
    int before = looks;
    assertThat(marks(CLOSED + 1, CLOSED + 1)).containsExactly(CLOSED + 1, CLOSED + 1);
    assertThat(looks).isEqualTo(before);
  }

  @Test
  void nobodyIsAskedWhileCallsCome() {
    for (int calls = 8; calls < 20; calls++) {
      clocks.put(0, new Seen(minute(60), calls));
      assertThat(marks(-1, -1)).containsExactly(-1, -1);
    }
    assertThat(questions + looks).isZero();
  }

  @Test
  void nothingIsClosedBeforeTheEndIsReachedNorBehindIt() {
    marks(-1, -1);
    for (Map<Integer, Long> read :
        List.of(Map.of(0, 6L, 1, 0L), Map.of(0, 7L), Map.of(0, 7L, 1, 1L))) {
      batch(read, 40, 50);
      assertThat(marks(-1, -1)).as(read.toString()).containsExactly(-1, -1);
    }
    // It has gone on: that end is of the past, and not looked for any more.
    int before = looks;
    assertThat(marks(-1, -1)).containsExactly(-1, -1);
    assertThat(looks).isEqualTo(before);

    end = Map.of(0, 7L, 1, 1L);
    assertThat(marks(-1, -1)).containsExactly(CLOSED, CLOSED);
  }

  @Test
  void nothingIsClosedWhereNobodySaysThatTheInputEnds() {
    end = Map.of();
    marks(-1, -1);
    assertThat(marks(-1, -1)).containsExactly(-1, -1);
    assertThat(looks).isZero();
  }

  @Test
  void nothingIsClosedBeforeTheFirstBatch() {
    finished = Optional.empty();
    marks(-1, -1);
    assertThat(marks(-1, -1)).containsExactly(-1, -1);
  }

  @Test
  void aMarkNeverGoesBack() {
    marks(CLOSED + 5, -1);
    assertThat(marks(CLOSED + 5, -1)).containsExactly(CLOSED + 5, CLOSED);
  }

  @Test
  void afterARestartThatHasSeenNoCallOnlyTheBatchMoreIsRun() {
    clocks.clear();
    marks(CLOSED, CLOSED);
    batch(END, 50, 70);
    assertThat(marks(CLOSED, CLOSED)).containsExactly(CLOSED + 1, CLOSED + 1);
    batch(END, 70, 70);
    assertThat(marks(CLOSED + 1, CLOSED + 1)).containsExactly(CLOSED + 1, CLOSED + 1);
  }

  private long[] marks(long... marks) {
    return input.marks(marks, "checkpoint");
  }

  private void batch(Map<Integer, Long> ends, long watermark, long nextWatermark) {
    finished = Optional.of(new FinishedBatch(ends, minute(watermark), minute(nextWatermark)));
  }

  private static long minute(long minute) {
    return Duration.ofMinutes(minute).toMillis();
  }
}
