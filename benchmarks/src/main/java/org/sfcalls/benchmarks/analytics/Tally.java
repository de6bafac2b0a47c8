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
import org.sfcalls.access.KafkaConnection;
import org.sfcalls.access.TopicReader;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.CallCount;

/** The latest count of each key. Keys are known by a 64-bit hash. */
public final class Tally {
  private static final int ROW_BYTES = 2 * Long.BYTES;

  /**
   * Rows that are kept in memory at once, up to some 40 bytes each: what 20 million calls leave has
   * to fit in the launcher's heap.
   */
  private static final long ROWS_AT_ONCE = 10_000_000;

  private final LongLongHashMap latest = new LongLongHashMap();

  /**
   * Adds up what a query's sink kept: files whose names are in the order of the batches, of rows of
   * two longs, key and count. Many rows are read several times, some of the keys at a time.
   */
  static long total(Path folder) {
    return total(folder, ROWS_AT_ONCE);
  }

  static long total(Path folder, long rowsAtOnce) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> inOrder = files.sorted().toList();
      long bytes = 0;
      for (Path file : inOrder) {
        bytes += Files.size(file);
      }
      long parts = bytes / ROW_BYTES / rowsAtOnce + 1;
      long total = 0;
      for (long part = 0; part < parts; part++) {
        Tally tally = new Tally();
        for (Path file : inOrder) {
          tally.put(file, part, parts);
        }
        total += tally.total();
      }
      return total;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the counts in " + folder, e);
    }
  }

  public static long ofTopic(String bootstrap, String registryUrl, String topic) {
    Tally tally = new Tally();
    try (AvroReader avro = new AvroReader(registryUrl)) {
      TopicReader.readToEnd(
          KafkaConnection.to(bootstrap),
          topic,
          () -> false,
          count ->
              tally.put(
                  hash(count.key()), avro.value(topic, count.value(), CallCount.class).getCount()),
          () -> {});
    }
    return tally.total();
  }

  /** 64 bits of FNV-1a: two of a few million keys will hardly ever have the same. */
  private static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  private void put(Path file, long part, long parts) throws IOException {
    ByteBuffer rows = ByteBuffer.wrap(Files.readAllBytes(file));
    while (rows.remaining() >= ROW_BYTES) {
      long key = rows.getLong();
      long count = rows.getLong();
      if (Long.remainderUnsigned(key, parts) == part) {
        put(key, count);
      }
    }
    if (rows.hasRemaining()) {
      throw new IllegalStateException(file + " ends within a row");
    }
  }

  void put(long key, long count) {
    latest.put(key, count);
  }

  long total() {
    long total = 0;
    for (LongCursor count : latest.values()) {
      total += count.value;
    }
    return total;
  }
}
