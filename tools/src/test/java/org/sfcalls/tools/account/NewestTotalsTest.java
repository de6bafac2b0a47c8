package org.sfcalls.tools.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.account.BusyWindow;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.GroupColumn;

class NewestTotalsTest {
  private static final Instant NOON = Instant.parse("2018-06-01T19:00:00Z");

  @TempDir static Path folder;

  private NewestTotals totals;

  @BeforeEach
  void open() {
    totals = NewestTotals.in(folder);
  }

  @AfterEach
  void leavesNothingOnDisk() throws IOException {
    totals.close();
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void theNewestTotalOfEachGroupCounts() {
    add(0, "Passing Call", "HAN", 1L);
    add(0, "Passing Call", "HAN", 3L);
    add(0, "Passing Call", "ADV", 2L);
    add(10, "Passing Call", "HAN", 4L);

    assertThat(newest().counted()).isEqualTo(9);
  }

  @Test
  void aRemovedTotalCountsNoMore() {
    add(0, "Passing Call", "HAN", 3L);
    add(0, "Passing Call", "HAN", null);
    add(0, "Passing Call", "ADV", 2L);

    assertThat(newest().counted()).isEqualTo(2);
  }

  @Test
  void totalsOnDiskAreReplacedByLaterOnes() {
    for (long round = 1; round <= 3; round++) {
      for (int type = 0; type < 150_000; type++) {
        add(0, "Type " + type, "HAN", round);
      }
    }

    assertThat(newest().counted()).isEqualTo(450_000);
  }

  @Test
  void theBusiestComeFirstWithTheirNewestDescription() {
    totals.total(NOON, NOON.plusSeconds(600), group("Fire", "HAN"), "Old words", 5L);
    add(0, "Alarm", "HAN", 7L);
    add(5, "Alarm", "HAN", 7L);
    totals.total(NOON, NOON.plusSeconds(600), group("Fire", "HAN"), null, 8L);
    add(0, "Theft", "HAN", 1L);

    assertThat(newest().busiest())
        .extracting(
            window -> window.group().value(GroupColumn.TYPE),
            BusyWindow::start,
            BusyWindow::description)
        .containsExactly(
            tuple("Fire", NOON, null),
            tuple("Alarm", NOON, "Handled"),
            tuple("Alarm", NOON.plusSeconds(300), "Handled"));
  }

  @Test
  void aLatePairCountsOnceUnlessItWasRemoved() {
    totals.late(0, 7, NOON, true);
    totals.late(0, 7, NOON, true);
    totals.late(1, 7, NOON, true);
    totals.late(0, 7, NOON.plusSeconds(300), true);
    totals.late(1, 7, NOON, false);

    assertThat(newest().late()).isEqualTo(2);
  }

  @Test
  void aDeadLetterThatWasSentTwiceCountsOnce() {
    totals.undecodable("0:7", "UNDECODABLE");
    totals.undecodable("0:7", "UNDECODABLE");
    totals.undecodable("1:7", "WRONG_SCHEMA");

    assertThat(newest().undecodable()).isEqualTo(Map.of("UNDECODABLE", 1L, "WRONG_SCHEMA", 1L));
  }

  @Test
  void aFolderThatCanNotBeMadeIsNamed(@TempDir Path other) throws IOException {
    Path file = Files.writeString(other.resolve("file"), "x");

    assertThatThrownBy(() -> NewestTotals.in(file.resolve("in")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--work-dir");
  }

  private NewestTotals.Newest newest() {
    return totals.newest(3);
  }

  private void add(int minute, String type, String disposition, Long calls) {
    Instant start = NOON.plusSeconds(60L * minute);
    totals.total(start, start.plusSeconds(600), group(type, disposition), "Handled", calls);
  }

  private static CallGroup group(String type, String disposition) {
    return CallGroup.of(Map.of(GroupColumn.TYPE, type, GroupColumn.DISPOSITION, disposition));
  }
}
