package org.sfcalls.dashboard.storing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.sfcalls.dashboard.CallLog.count;
import static org.sfcalls.dashboard.CallLog.deadLetter;
import static org.sfcalls.dashboard.CallLog.group;
import static org.sfcalls.dashboard.CallLog.late;
import static org.sfcalls.dashboard.CallLog.progress;
import static org.sfcalls.dashboard.CallLog.second;
import static org.sfcalls.dashboard.CallLog.windowsOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.account.Figures;
import org.sfcalls.account.Ledger;
import org.sfcalls.dashboard.CallLog;
import org.sfcalls.schemas.WindowSpec;

class StoreTest {
  private static final TopicPartition COUNTS_0 = new TopicPartition("calls.counts", 0);
  private static final TopicPartition LATE_2 = new TopicPartition("calls.late", 2);

  @TempDir Path folder;

  private Path file;
  private Store store;

  @BeforeEach
  void open() {
    file = folder.resolve("Données d'été, señal=1").resolve("calls.duckdb");
    store = Store.open(file, false);
  }

  @AfterEach
  void close() {
    if (store != null) {
      Store closing = store;
      store = null;
      closing.close();
    }
  }

  private void reopen() {
    close();
    store = Store.open(file, false);
  }

  private void apply(Change... changes) {
    store.apply(List.of(changes), Map.of());
  }

  @Test
  void theFileIsTheOneThatWasNamed() {
    assertThat(file).isNotEmptyFile();
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file.getParent()));
  }

  @Test
  void aSemicolonInThePathIsRefusedBecauseTheDriverWouldWriteAnotherFile() {
    assertThatThrownBy(() -> Store.open(folder.resolve("a;b").resolve("calls.duckdb"), false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("a;b", "--file");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void theNewestTotalOfAKeyHolds() {
    apply(
        count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L),
        count("2016-11-27T18:20:00Z", "Fire", "HAN", 3L),
        count("2016-11-27T18:20:00Z", "Fire", "ADV", 2L));
    apply(count("2016-11-27T18:20:00Z", "Fire", "HAN", 5L));
    // Less than before: a total replaces, whatever it is.
    apply(count("2016-11-27T18:20:00Z", "Fire", "ADV", 1L));

    assertThat(windows())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "2016-11-27T18:20:00Z 600 Fire HAN", 5L, "2016-11-27T18:20:00Z 600 Fire ADV", 1L));
  }

  @Test
  void aDeletedKeyIsGoneAndMayComeBack() {
    apply(
        count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L),
        count("2016-11-27T18:20:00Z", "Noise", "HAN", 7L));
    apply(count("2016-11-27T18:20:00Z", "Fire", "HAN", null));

    assertThat(windows()).containsOnlyKeys("2016-11-27T18:20:00Z 600 Noise HAN");
    assertThat(cells()).isEqualTo(Map.of(second("2016-11-27T18:00:00Z") / 1800 + " Noise HAN", 7L));

    // In one batch the last word holds.
    apply(
        count("2016-11-27T18:20:00Z", "Fire", "HAN", 2L),
        count("2016-11-27T18:20:00Z", "Noise", "HAN", 8L),
        count("2016-11-27T18:20:00Z", "Noise", "HAN", null));

    assertThat(windows()).isEqualTo(Map.of("2016-11-27T18:20:00Z 600 Fire HAN", 2L));
  }

  @Test
  void theDeletionOfAKeyThatWasNeverThereIsNothing() {
    apply(count("2016-11-27T18:20:00Z", "Fire", "HAN", null));

    assertThat(windows()).isEmpty();
    assertThat(cells()).isEmpty();
    assertThat(store.version()).isEqualTo(1);
  }

  @Test
  void theNewestDescriptionOfADispositionHoldsAndADeletionLeavesIt() {
    apply(
        new Change.Counted(0, 600, group("Fire", "HAN"), null, 1L, 0),
        new Change.Counted(600, 600, group("Fire", "HAN"), "Handled", 1L, 0),
        new Change.Counted(0, 600, group("Fire", "HAN"), null, null, 0));

    assertThat(
            store.query(
                "SELECT description FROM dispositions ORDER BY id", row -> row.getString(1)))
        .containsExactly("Handled");
  }

  @Test
  void halfHoursAlwaysEqualTheSumOfTheWindowsThatTouch() {
    Random random = new Random(20161127);
    Map<String, Long> windows = new TreeMap<>();
    List<String> types = List.of("Fire", "Noise", "Passing Call", "'; DROP TABLE windows; --");
    List<String> dispositions = List.of("HAN", "ADV", "QQ7");
    long around = second("2016-10-31T00:00:00Z");
    for (int batch = 0; batch < 25; batch++) {
      // Mostly of one day, at times of eight months.
      int slides = batch % 5 == 0 ? 70_000 : 288;
      long first = around + random.nextInt(100) * 86_400L;
      List<Change> changes = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long start = first + random.nextInt(slides) * 300L;
        if (slides == 288) {
          start -= start % 1800 == 0 ? 0 : random.nextInt(2) * 300L;
        }
        String type = types.get(random.nextInt(types.size()));
        String disposition = dispositions.get(random.nextInt(dispositions.size()));
        Long calls = random.nextInt(5) == 0 ? null : (Long) (1L + random.nextInt(40));
        Change.Counted change =
            new Change.Counted(
                start, 600, group(type, disposition), CallLog.description(disposition), calls, 0);
        changes.add(change);
        String key = key(start, 600, type, disposition);
        if (calls == null) {
          windows.remove(key);
        } else {
          windows.put(key, calls);
        }
        if (random.nextInt(4) == 0) {
          // Goes back to a key that an earlier batch had.
          first = around + random.nextInt(100) * 86_400L;
        }
      }
      store.apply(changes, Map.of());

      assertThat(windows()).as("windows after batch %d", batch).isEqualTo(windows);
      assertThat(cells()).as("half hours after batch %d", batch).isEqualTo(cellsOf(windows));
      if (batch % 13 == 0) {
        reopen();
      }
    }
    assertThat(windows).hasSizeGreaterThan(2_000);
  }

  @Test
  void windowsOfAnotherLengthAreKeptAndAreInNoHalfHour() {
    apply(
        new Change.Counted(0, 1200, group("Fire", "HAN"), "Handled", 9L, 0),
        new Change.Counted(0, 600, group("Fire", "HAN"), "Handled", 2L, 0));

    assertThat(windows())
        .isEqualTo(
            Map.of(
                "1970-01-01T00:00:00Z 1200 Fire HAN", 9L, "1970-01-01T00:00:00Z 600 Fire HAN", 2L));
    assertThat(cells()).isEqualTo(Map.of("0 Fire HAN", 2L));
  }

  @Test
  void latePairsThatComeAgainCountOnceAndDeletedOnesGo() {
    apply(late(7, "2016-11-27T18:20:00Z", "Fire"), late(7, "2016-11-27T18:20:00Z", "Fire"));
    apply(
        late(7, "2016-11-27T18:20:00Z", "Fire"),
        late(7, "2016-11-27T18:25:00Z", "Fire"),
        late(8, "2016-11-27T18:20:00Z", "Noise"));
    assertThat(figures().late()).isEqualTo(3);

    apply(new Change.Late(2, 7, second("2016-11-27T18:25:00Z"), 0, null, 0, 0));
    assertThat(
            store.query(
                "SELECT l.place, t.name, l.start FROM late l JOIN types t ON t.id = l.type",
                row -> row.getLong(1) + " " + row.getString(2) + " " + row.getLong(3)))
        .containsExactlyInAnyOrder(
            "7 Fire " + second("2016-11-27T18:20:00Z"),
            "8 Noise " + second("2016-11-27T18:20:00Z"));

    apply(
        late(9, "2016-11-27T18:25:00Z", "Fire"),
        new Change.Late(2, 9, second("2016-11-27T18:25:00Z"), 0, null, 0, 0));
    assertThat(figures().late()).isEqualTo(2);
  }

  @Test
  void aCleanRecordThatAnalyticsRefusedTwiceCountsOnce() {
    apply(refused(0, "calls.clean-1@5"), refused(1, "calls.clean-1@5"));
    apply(refused(2, "calls.clean-1@5"), refused(3, "calls.clean-1@6"));

    assertThat(figures().undecodable()).isEqualTo(Map.of("UNDECODABLE", 2L));
    assertThat(figures().rejected()).isEmpty();
  }

  @Test
  void allDeadLettersAreCountedAndTheNewestThousandAreKept() {
    List<Change> first = new ArrayList<>();
    for (int offset = 0; offset < 700; offset++) {
      first.add(deadLetter(offset, offset % 7 == 0 ? "BAD_ID" : "BAD_DATE", "message"));
    }
    List<Change> second = new ArrayList<>();
    for (int offset = 700; offset < 2300; offset++) {
      second.add(deadLetter(offset, "BAD_DATE", "message"));
    }
    store.apply(first, Map.of());
    assertThat(kept()).hasSize(700).startsWith(0L);
    store.apply(second, Map.of());
    assertThat(kept()).hasSize(1000).startsWith(1300L).endsWith(2299L);
    apply(deadLetter(2300, "BAD_ID", "message"));
    assertThat(kept()).hasSize(1000).startsWith(1301L).endsWith(2300L);

    assertThat(figures().rejected()).isEqualTo(Map.of("BAD_ID", 101L, "BAD_DATE", 2200L));
  }

  @Test
  void deadLettersOfTopicsThatAreNotOursAreCountedApart() {
    apply(
        new Change.Rejected(0, 1, 0, Change.Source.OTHER, "orders-0@4", "(none)", null, "", "{}"));

    assertThat(figures().strayed()).isEqualTo(Map.of("other topics", 1L));
    assertThat(figures().rejected()).isEmpty();
    assertThat(figures().undecodable()).isEmpty();
  }

  @Test
  void theNewestTotalOfALedgerKeyHolds() {
    apply(
        new Change.Ledger(0, "CLEAN", "", 10L),
        new Change.Ledger(0, "CLEAN", "", 20L),
        new Change.Ledger(1, "CLEAN", "", 5L),
        new Change.Ledger(0, "REJECTED", "BAD_DATE", 2L),
        new Change.Ledger(1, "REPEATED", "", 3L));
    apply(
        new Change.Ledger(0, "CLEAN", "", 30L),
        new Change.Ledger(1, "REPEATED", "", 4L),
        new Change.Ledger(1, "REPEATED", "", null));

    assertThat(figures().ledger())
        .isEqualTo(new Ledger(35, 0, new TreeMap<>(Map.of("BAD_DATE", 2L))));
  }

  @Test
  void aBatchThatIsToldAgainReplacesItselfAndTheNewestWatermarkHolds() {
    apply(progress(1, "2016-11-27T18:40:00Z", "2016-11-27T18:20:00Z"));
    apply(
        progress(2, "2016-11-27T18:30:00Z", "2016-11-27T18:25:00Z"),
        progress(2, "2016-11-27T18:30:00Z", "2016-11-27T18:25:00Z"),
        // A batch without calls tells neither.
        progress(3, null, null));

    assertThat(store.query("SELECT batch FROM batches ORDER BY batch", row -> row.getLong(1)))
        .containsExactly(1L, 2L, 3L);
    assertThat(store.fact("newest_event_ms"))
        .contains(Long.toString(second("2016-11-27T18:40:00Z") * 1000));
    assertThat(store.fact("watermark_ms"))
        .contains(Long.toString(second("2016-11-27T18:25:00Z") * 1000));
  }

  @Test
  void ofTheBatchesTheNewestThousandAreKept() {
    List<Change> changes = new ArrayList<>();
    for (int batch = 0; batch < 1500; batch++) {
      changes.add(progress(batch, "2016-11-27T18:40:00Z", "2016-11-27T18:20:00Z"));
    }
    store.apply(changes, Map.of());
    apply(progress(1500, "2016-11-27T18:40:00Z", "2016-11-27T18:20:00Z"));

    assertThat(store.query("SELECT batch FROM batches ORDER BY batch", row -> row.getLong(1)))
        .hasSize(1000)
        .startsWith(501L)
        .endsWith(1500L);
  }

  @Test
  void recordsThatDoNotDecodeAreRememberedByTheirPlace() {
    apply(new Change.Unreadable("calls.counts", 0, 5, "unknown magic byte"));
    apply(
        new Change.Unreadable("calls.counts", 0, 5, "unknown magic byte"),
        new Change.Unreadable("calls.counts", 0, 6, "unknown magic byte"));

    assertThat(store.query("SELECT count(*) FROM unreadable", row -> row.getLong(1)))
        .containsExactly(2L);
  }

  @Test
  void thousandsOfNewTypesFitIntoOneTransaction() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      changes.add(new Change.Counted(0, 600, group("type " + i, "code " + i), "Handled", 1L, 0));
    }
    store.apply(changes, Map.of());

    assertThat(names()).hasSize(5_000);
    assertThat(figures().counted()).isEqualTo(5_000);
  }

  @Test
  void thousandsOfRecordsThatNoTierCouldDecodeFitIntoOneTransaction() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      changes.add(refused(i, "calls.clean-1@" + i));
      changes.add(new Change.Unreadable("calls.counts", 0, i, "unknown magic byte"));
    }
    store.apply(changes, Map.of());

    assertThat(figures().undecodable()).isEqualTo(Map.of("UNDECODABLE", 5_000L));
    assertThat(store.query("SELECT count(*) FROM unreadable", row -> row.getLong(1)))
        .containsExactly(5_000L);
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Store closing = store;
    close();
    Thread again = new Thread(closing::close);
    again.setDaemon(true);
    again.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> !again.isAlive());
  }

  @Test
  void aTransactionThatFailsChangesNothingAndTheNextGoodOneWorks() {
    store.apply(List.of(count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L)), Map.of(COUNTS_0, 10L));
    // The last thing of all to be written has no value.
    Map<TopicPartition, Long> broken = new HashMap<>();
    broken.put(COUNTS_0, null);
    List<Change> changes =
        List.of(
            count("2016-11-27T18:20:00Z", "Fire", "HAN", 2L),
            count("2016-11-27T18:20:00Z", "Noise", "QQ7", 2L),
            late(7, "2016-11-27T18:20:00Z", "Burglary"),
            deadLetter(3, "BAD_DATE", "message"),
            CallLog.raw(12),
            CallLog.clean(10),
            new Change.Ledger(0, "CLEAN", "", 10L),
            progress(1, "2016-11-27T18:40:00Z", "2016-11-27T18:20:00Z"));

    assertThatThrownBy(() -> store.apply(changes, broken)).isInstanceOf(NullPointerException.class);
    assertNothingOf();

    store.apply(changes, Map.of(COUNTS_0, 16L));
    assertThat(windows())
        .isEqualTo(
            Map.of(
                "2016-11-27T18:20:00Z 600 Fire HAN", 2L, "2016-11-27T18:20:00Z 600 Noise QQ7", 2L));
    assertThat(names()).containsExactly("Fire", "Noise", "Burglary");
    assertThat(figures().raw()).isEqualTo(12);
    assertThat(figures().clean()).isEqualTo(10);
    assertThat(store.positions()).isEqualTo(Map.of(COUNTS_0, 16L));
    assertThat(store.version()).isEqualTo(2);
  }

  @Test
  void whatTheDatabaseRefusesChangesNothingEither() {
    store.apply(List.of(count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L)), Map.of(COUNTS_0, 10L));

    assertThatThrownBy(
            () ->
                store.apply(
                    List.of(
                        count("2016-11-27T18:20:00Z", "Noise", "QQ7", 2L),
                        deadLetter(3, "BAD_DATE", "message"),
                        CallLog.raw(7),
                        new Change.Unreadable(null, 0, 5, "a key without a topic")),
                    Map.of(COUNTS_0, 16L)))
        .isInstanceOf(StoreFailure.class)
        .hasMessageContaining(file.toString());
    assertNothingOf();

    apply(count("2016-11-27T18:20:00Z", "Noise", "QQ7", 2L));
    assertThat(names()).containsExactly("Fire", "Noise");
  }

  /** Nothing but the first count is there, now and after reopening. */
  private void assertNothingOf() {
    for (int look = 0; look < 2; look++) {
      assertThat(windows()).isEqualTo(Map.of("2016-11-27T18:20:00Z 600 Fire HAN", 1L));
      assertThat(cells()).hasSize(1);
      assertThat(names()).containsExactly("Fire");
      assertThat(store.query("SELECT name FROM dispositions", row -> row.getString(1)))
          .containsExactly("HAN");
      assertThat(figures())
          .isEqualTo(
              new Figures(
                  0,
                  0,
                  new TreeMap<>(),
                  new TreeMap<>(),
                  new TreeMap<>(),
                  new Ledger(0, 0, new TreeMap<>()),
                  1,
                  0));
      assertThat(kept()).isEmpty();
      assertThat(store.fact("watermark_ms")).isEmpty();
      assertThat(store.positions()).isEqualTo(Map.of(COUNTS_0, 10L));
      assertThat(store.version()).isEqualTo(1);
      if (look == 0) {
        reopen();
      }
    }
  }

  @Test
  void whoReadsSeesAllOfATransactionOrNothing() throws Exception {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      changes.add(new Change.Counted(600L * i, 600, group("Fire", "HAN"), "Handled", 1L, 0));
    }
    Thread writing =
        new Thread(
            () -> {
              for (long round = 1; round <= 20; round++) {
                long calls = round;
                store.apply(
                    changes.stream().map(change -> with((Change.Counted) change, calls)).toList(),
                    Map.of());
              }
            });
    writing.start();
    do {
      List<Long> sums =
          store.query(
              "SELECT sum(calls)::BIGINT, (SELECT coalesce(sum(calls), 0)::BIGINT FROM cells) FROM"
                  + " windows HAVING count(*) > 0",
              row -> row.getLong(1) * (row.getLong(1) == row.getLong(2) ? 1 : -1));
      assertThat(sums).allSatisfy(sum -> assertThat(sum % 2_000).isZero());
      assertThat(sums).allSatisfy(sum -> assertThat(sum).isPositive());
    } while (writing.isAlive());
    writing.join();
    assertThat(store.version()).isEqualTo(20);
  }

  private static Change with(Change.Counted change, long calls) {
    return new Change.Counted(
        change.startSeconds(),
        change.windowSeconds(),
        change.group(),
        change.description(),
        calls,
        0);
  }

  @Test
  void positionsVersionAndNamesComeBackAfterReopening() {
    store.apply(
        List.of(count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L)),
        Map.of(COUNTS_0, 10L, LATE_2, 4L));
    store.apply(List.of(), Map.of(COUNTS_0, 11L));
    reopen();

    assertThat(store.positions()).isEqualTo(Map.of(COUNTS_0, 11L, LATE_2, 4L));
    assertThat(store.version()).isEqualTo(2);
    apply(
        count("2016-11-27T18:20:00Z", "Fire", "HAN", 2L),
        count("2016-11-27T18:25:00Z", "Noise", "HAN", 1L));
    assertThat(windows())
        .isEqualTo(
            Map.of(
                "2016-11-27T18:20:00Z 600 Fire HAN", 2L, "2016-11-27T18:25:00Z 600 Noise HAN", 1L));
    assertThat(names()).containsExactly("Fire", "Noise");
    assertThat(store.version()).isEqualTo(3);
  }

  @Test
  void textsOfAnyKindComeBackAsTheyWere() {
    List<String> hostile =
        List.of(
            "'; DROP TABLE windows; --",
            "<script>alert(1)</script>",
            "=HYPERLINK(\"http://evil\")",
            "two\nlines\r\nand\ttabs",
            "emoji \uD83D\uDE92 and \u202E reversed",
            "a zero \u0000 within",
            "%s ? {} ${x}",
            "");
    List<Change> changes = new ArrayList<>();
    for (String text : hostile) {
      changes.add(new Change.Counted(0, 600, group(text, text), text, 1L, 0));
      changes.add(
          new Change.Rejected(
              0, changes.size(), 0, Change.Source.RAW, text, text, text, text, text));
    }
    store.apply(changes, Map.of());
    reopen();

    assertThat(names()).containsExactlyElementsOf(hostile);
    assertThat(
            store.query(
                "SELECT description FROM dispositions ORDER BY id", row -> row.getString(1)))
        .containsExactlyElementsOf(hostile);
    assertThat(store.query("SELECT excerpt FROM rejected ORDER BY place", row -> row.getString(1)))
        .containsExactlyElementsOf(hostile);
    store.apply(changes, Map.of());
    assertThat(names()).hasSameSizeAs(hostile);
  }

  @Test
  void aFileThatAnotherProgramHasIsToldWithTheRemedy() throws Exception {
    close();
    try (OtherProgram other = OtherProgram.holding(file)) {
      assertThat(other.hasTheFile()).isTrue();
      assertThatThrownBy(() -> Store.open(file, false))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("end the other program")
          .hasMessageContaining("--file");
      assertThatThrownBy(() -> Store.open(file, true))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(file.toString());
      assertThat(file).exists();
    } finally {
      store = Store.open(file, false);
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsTold() throws Exception {
    Path other = folder.resolve("notes.txt");
    Files.writeString(other, "this is not a database ".repeat(1000));

    assertThatThrownBy(() -> Store.open(other, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining("--file");
    assertThat(other).content().startsWith("this is not a database");
  }

  @Test
  void withoutProgressTheWindowsAreTheDefault() {
    apply(progress(1, "2016-11-27T18:30:00Z", "2016-11-27T18:20:00Z"));

    assertThat(store.windows()).isEqualTo(WindowSpec.DEFAULT);
  }

  @Test
  void theWindowsAreThoseOfTheNewestProgress() {
    WindowSpec hours = windowsOf("PT1H", "PT30M");
    apply(progress(1, windowsOf("PT20M", "PT10M")), progress(2, hours));
    // A job of an older version does not say.
    apply(progress(3, "2016-11-27T18:30:00Z", null));

    assertThat(store.windows()).isEqualTo(hours);
    reopen();
    assertThat(store.windows()).isEqualTo(hours);
  }

  @Test
  void windowsOfAnotherLengthAreAddedUpAnew() {
    long newest = second("2016-11-27T18:00:00Z");
    apply(
        count("2016-11-27T18:00:00Z", "Fire", "HAN", 1L),
        count("2016-11-27T18:10:00Z", "Fire", "HAN", 2L),
        new Change.Counted(newest, 1800, group("Fire", "HAN"), "Handled", 7L, 0),
        new Change.Counted(newest - 900, 1800, group("Fire", "HAN"), "Handled", 5L, 0));
    assertThat(cells()).isEqualTo(Map.of(newest / 1800 + " Fire HAN", 3L));

    apply(
        progress(1, windowsOf("PT30M", "PT15M")),
        new Change.Counted(newest + 1800, 1800, group("Fire", "HAN"), "Handled", 4L, 0));
    assertThat(cells())
        .isEqualTo(Map.of(newest / 1800 + " Fire HAN", 7L, newest / 1800 + 1 + " Fire HAN", 4L));

    // Years later, and later counts, by the same windows.
    long later = newest + 3 * 365 * 86_400L;
    apply(
        new Change.Counted(newest, 1800, group("Fire", "HAN"), "Handled", 8L, 0),
        new Change.Counted(later, 1800, group("Fire", "HAN"), "Handled", 6L, 0),
        new Change.Counted(later, 600, group("Fire", "HAN"), "Handled", 2L, 0));
    assertThat(cells())
        .containsEntry(newest / 1800 + " Fire HAN", 8L)
        .containsEntry(later / 1800 + " Fire HAN", 6L);

    apply(progress(2, WindowSpec.DEFAULT));
    assertThat(cells())
        .isEqualTo(Map.of(newest / 1800 + " Fire HAN", 3L, later / 1800 + " Fire HAN", 2L));
  }

  @Test
  void windowsThatAreNoWholeSecondsAreRefused() {
    assertThatThrownBy(() -> progress(1, windowsOf("PT1S", "PT0.5S")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a slide of 500ms, and only whole seconds");
  }

  @Test
  void aFileOfAnotherLayoutIsRefusedAndARebuildMakesItAnew() {
    store.apply(List.of(count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L)), Map.of(COUNTS_0, 10L));
    store.keep("layout", "1");
    close();

    assertThatThrownBy(() -> Store.open(file, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("another version of this program")
        .hasMessageContaining("--rebuild");

    // Whoever was refused has let go of the file: this is a new one, not the old one again.
    store = Store.open(file, true);
    assertThat(windows()).isEmpty();
    assertThat(store.positions()).isEmpty();
  }

  @Test
  void aDamagedFileIsNamedAndARebuildMakesItAnew() throws IOException {
    store.apply(List.of(count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L)), Map.of(COUNTS_0, 10L));
    close();
    // Its name has the word that tells of another program's lock, as a faulty block's message does.
    Path damaged = file.resolveSibling("block.duckdb");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 0, Math.min(bytes.length, 20_000), (byte) 7);
    Files.write(damaged, bytes);

    assertThatThrownBy(() -> Store.open(damaged, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(damaged.toString())
        .hasMessageContaining("if it is damaged, --rebuild makes it anew from the topics");
    store = Store.open(damaged, true);
    assertThat(windows()).isEmpty();
  }

  @Test
  void aFileThatWasFilledFromOtherTopicsOfTheSameNamesIsRefused() {
    Map<String, String> topics = Map.of("calls.counts", "id-1", "calls.late", "id-2");
    store.claimTopics(topics);
    store.claimTopics(topics);
    reopen();

    assertThatThrownBy(
            () -> store.claimTopics(Map.of("calls.counts", "id-1", "calls.late", "id-9")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("calls.late")
        .hasMessageContaining("id-2")
        .hasMessageContaining("id-9")
        .hasMessageContaining("--rebuild");
    store.claimTopics(topics);
  }

  @Test
  void aFileOfTopicsUnderAnotherPrefixIsRefused() {
    store.claimTopics(Map.of("calls.counts", "id-1", "calls.late", "id-2"));

    assertThatThrownBy(
            () -> store.claimTopics(Map.of("staging.counts", "id-3", "staging.late", "id-4")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("was filled from the topics calls.counts, calls.late")
        .hasMessageContaining("--file");
    store.claimTopics(Map.of("calls.counts", "id-1", "calls.progress", "id-5"));
  }

  @Test
  void aRebuildEmpties() {
    store.claimTopics(Map.of("calls.counts", "id-1"));
    store.apply(
        List.of(
            count("2016-11-27T18:20:00Z", "Fire", "HAN", 1L),
            late(7, "2016-11-27T18:20:00Z", "Fire"),
            CallLog.raw(1),
            new Change.Ledger(0, "CLEAN", "", 1L)),
        Map.of(COUNTS_0, 10L));
    close();
    store = Store.open(file, true);

    assertThat(windows()).isEmpty();
    assertThat(names()).isEmpty();
    assertThat(Totals.of(store).empty()).isTrue();
    assertThat(store.positions()).isEmpty();
    assertThat(store.version()).isZero();
    store.claimTopics(Map.of("calls.counts", "id-9"));
  }

  @Test
  void aQueryThatIsRefusedGivesItsConnectionBack() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> store.query("SELECT * FROM no_such_table", row -> 1))
          .isInstanceOf(StoreFailure.class)
          .hasCauseInstanceOf(SQLException.class);
    }
    assertThat(windows()).isEmpty();
  }

  private Figures figures() {
    return Totals.of(store).figures();
  }

  private static Change refused(long offset, String place) {
    return new Change.Rejected(
        0, offset, 0, Change.Source.CLEAN, place, "UNDECODABLE", null, "no schema 9", "…");
  }

  private List<String> names() {
    return store.query("SELECT name FROM types ORDER BY id", row -> row.getString(1));
  }

  private List<Long> kept() {
    return store.query("SELECT place FROM rejected ORDER BY place", row -> row.getLong(1));
  }

  private static String key(long start, int seconds, String type, String disposition) {
    return Instant.ofEpochSecond(start) + " " + seconds + " " + type + " " + disposition;
  }

  private Map<String, Long> windows() {
    Map<String, Long> windows = new TreeMap<>();
    store.each(
        "SELECT w.start, w.seconds, t.name, d.name, w.calls FROM windows w LEFT JOIN types t ON"
            + " t.id = w.type LEFT JOIN dispositions d ON d.id = w.disposition",
        row -> {
          String key = key(row.getLong(1), row.getInt(2), row.getString(3), row.getString(4));
          assertThat(windows.put(key, row.getLong(5))).as("another row of %s", key).isNull();
        });
    return windows;
  }

  private Map<String, Long> cells() {
    Map<String, Long> cells = new TreeMap<>();
    store.each(
        "SELECT c.cell, t.name, d.name, c.calls FROM cells c JOIN types t ON t.id = c.type JOIN"
            + " dispositions d ON d.id = c.disposition",
        row -> {
          String key = row.getLong(1) + " " + row.getString(2) + " " + row.getString(3);
          assertThat(cells.put(key, row.getLong(4))).as("another row of %s", key).isNull();
        });
    return cells;
  }

  /** By the plain rule: the windows that begin at whole multiples of their length. */
  private static Map<String, Long> cellsOf(Map<String, Long> windows) {
    Map<String, Long> cells = new TreeMap<>();
    windows.forEach(
        (key, calls) -> {
          String[] parts = key.split(" ", 3);
          long start = second(parts[0]);
          if (start % 600 == 0) {
            cells.merge(start / 1800 + " " + parts[2], calls, Long::sum);
          }
        });
    return cells;
  }

  @Test
  void openedAnewItHoldsWhatItHeldAndGoesOn() {
    List<Change> fire =
        List.of(new Change.Counted(600, 600, group("Fire", "HAN"), "Handled", 2L, 0));
    store.apply(fire, Map.of());
    store.renew();
    assertThat(names()).containsExactly("Fire");
    store.apply(
        List.of(new Change.Counted(600, 600, group("Noise", "HAN"), "Handled", 1L, 0)), Map.of());
    store.renew();
    assertThat(names()).containsExactly("Fire", "Noise");
    assertThat(store.version()).isEqualTo(2);
  }
}
