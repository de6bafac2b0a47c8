package org.sfcalls.dashboard.storing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.account.Figures;
import org.sfcalls.schemas.GroupColumn;

/** Kills a JVM that writes at any moment; what the file then says is whole. */
class StoreKilledTest {
  private static final int KILLS = 12;

  @TempDir Path folder;

  @Test
  void afterAKillAtAnyMomentTheTotalsAreThoseOfThePosition() throws Exception {
    Path file = folder.resolve("calls.duckdb");
    Random random = new Random();
    long seed = random.nextLong();
    random.setSeed(seed);
    long known = 0;
    int moved = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path output = folder.resolve("output-" + kill);
      Process process =
          OtherProgram.program(KilledWriter.class, file.toString())
              .redirectOutput(output.toFile())
              .start();
      try {
        boolean whileOpening = kill % 4 == 3;
        if (!whileOpening) {
          await().atMost(Duration.ofSeconds(60)).until(() -> told(output) > 0);
        }
        boolean ended =
            process.waitFor(random.nextInt(whileOpening ? 900 : 400), TimeUnit.MILLISECONDS);
        assertThat(ended).as("the writer ended by itself").isFalse();
      } finally {
        process.destroyForcibly().waitFor();
      }
      long told = Math.max(known, told(output));
      try (Store store = Store.open(file, false)) {
        long position = store.positions().getOrDefault(KilledWriter.PARTITION, 0L);
        assertThat(position)
            .as("what was said to be applied is in the file; seed %d, kill %d", seed, kill)
            .isGreaterThanOrEqualTo(told);
        assertTotalsOf(store, position);
        moved += position > known ? 1 : 0;
        known = position;
      }
    }
    assertThat(moved).isGreaterThanOrEqualTo(8);
  }

  /** The last batch that it said to have applied; a line that was cut says nothing. */
  private static long told(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .mapToLong(line -> Long.parseLong(line.substring("applied ".length())))
        .max()
        .orElse(0);
  }

  private static void assertTotalsOf(Store store, long position) {
    Map<String, Long> windows = new TreeMap<>();
    for (long n = 0; n < position; n++) {
      for (int i = 0; i < KilledWriter.KEYS_A_BATCH; i++) {
        Change.Counted count = KilledWriter.counted(n, i);
        String key = count.startSeconds() + " " + count.group().value(GroupColumn.TYPE);
        if (count.calls() == null) {
          windows.remove(key);
        } else {
          windows.put(key, count.calls());
        }
      }
    }
    Map<String, Long> cells = new TreeMap<>();
    windows.forEach(
        (key, calls) -> {
          String[] parts = key.split(" ", 2);
          long start = Long.parseLong(parts[0]);
          if (start % 600 == 0) {
            cells.merge(start / 1800 + " " + parts[1], calls, Long::sum);
          }
        });
    assertThat(totals(store, "w.start", "windows")).isEqualTo(windows);
    assertThat(totals(store, "w.cell", "cells")).isEqualTo(cells);
    Figures figures = Totals.of(store).figures();
    assertThat(figures.raw()).isEqualTo(KilledWriter.RAW_A_BATCH * position);
    assertThat(figures.clean()).isEqualTo(KilledWriter.KEYS_A_BATCH * position);
    assertThat(figures.ledger().clean()).isEqualTo(KilledWriter.KEYS_A_BATCH * position);
    assertThat(figures.rejected())
        .isEqualTo(position == 0 ? Map.of() : Map.of("BAD_DATE", position));
    assertThat(figures.undecodable())
        .isEqualTo(position == 0 ? Map.of() : Map.of("UNDECODABLE", position));
    assertThat(figures.late()).isEqualTo(position);
    assertThat(store.version()).isEqualTo(position);
  }

  private static Map<String, Long> totals(Store store, String place, String table) {
    Map<String, Long> totals = new TreeMap<>();
    store.each(
        "SELECT %s, t.name, w.calls FROM %s w JOIN types t ON t.id = w.type"
            .formatted(place, table),
        row ->
            assertThat(totals.put(row.getLong(1) + " " + row.getString(2), row.getLong(3)))
                .isNull());
    return totals;
  }
}
