package org.sfcalls.benchmarks.analytics;

import com.carrotsearch.hppc.LongLongHashMap;
import com.carrotsearch.hppc.cursors.LongCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The latest count of each key. Keys are known by a 64-bit hash. */
final class Tally {
  private static final int ROW_BYTES = 2 * Long.BYTES;

  private final LongLongHashMap latest = new LongLongHashMap();

  /**
   * Reads what a query's sink kept: files whose names are in the order of the batches, of rows of
   * two longs, key and count.
   */
  static Tally of(Path folder) {
    Tally tally = new Tally();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> inOrder = files.sorted().toList();
      for (Path file : inOrder) {
        ByteBuffer rows = ByteBuffer.wrap(Files.readAllBytes(file));
        while (rows.remaining() >= ROW_BYTES) {
          tally.put(rows.getLong(), rows.getLong());
        }
        if (rows.hasRemaining()) {
          throw new IllegalStateException(file + " ends within a row");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the counts in " + folder, e);
    }
    return tally;
  }

  /** A newer count of a key. */
  void put(long key, long count) {
    latest.put(key, count);
  }

  /** The latest counts of all keys together. */
  long total() {
    long total = 0;
    for (LongCursor count : latest.values()) {
      total += count.value;
    }
    return total;
  }
}
