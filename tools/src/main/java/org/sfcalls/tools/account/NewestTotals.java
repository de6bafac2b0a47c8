package org.sfcalls.tools.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.account.BusyWindow;
import org.sfcalls.schemas.CallGroup;

/**
 * The newest value of every key of the compacted topics, whether or not the broker has compacted
 * yet. It is kept in a RocksDB database of its own that is deleted at the end, so that memory stays
 * the same however many keys there are: about 80 MB. Disk: about 60 bytes for each key, for a time
 * several times as much.
 *
 * <p>Totals may be added by one thread while late pairs and dead letters are added by another.
 */
final class NewestTotals implements AutoCloseable {
  private static final long WRITE_BUFFER_BYTES = 16L << 20;
  private static final int WRITE_BUFFERS = 3;
  private static final long CACHE_BYTES = 16L << 20;
  private static final int OPEN_FILES = 256;

  /** So many records go to RocksDB in one call. */
  private static final int BATCH = 1_000;

  /** First byte of a key: what it is. */
  private static final byte TOTAL = 't';

  private static final byte LATE = 'l';
  private static final byte UNDECODABLE = 'u';

  private static final Comparator<BusyWindow> BUSIEST_FIRST =
      Comparator.comparingLong(BusyWindow::count)
          .reversed()
          .thenComparing(BusyWindow::start)
          .thenComparing(BusyWindow::end)
          .thenComparing(BusyWindow::group);

  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;
  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final Options options;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
  private final RocksDB database;
  private final WriteBatch totals = new WriteBatch();
  private final WriteBatch others = new WriteBatch();

  private NewestTotals(Path folder) throws RocksDBException {
    this.folder = folder;
    this.options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(WRITE_BUFFER_BYTES)
            .setMaxWriteBufferNumber(WRITE_BUFFERS)
            .setMaxOpenFiles(OPEN_FILES)
            .setMaxBackgroundJobs(2)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setCompactionStyle(CompactionStyle.UNIVERSAL)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setBlockSize(16 * 1024)
                    .setCacheIndexAndFilterBlocks(true));
    this.database = RocksDB.open(options, folder.toString());
  }

  /**
   * An empty one.
   *
   * @param parent folder for its temporary folder
   * @throws CommandFailure when no folder can be made there
   */
  static NewestTotals in(Path parent) {
    try {
      Files.createDirectories(parent);
      return new NewestTotals(Files.createTempDirectory(parent, "sfcalls-account-"));
    } catch (IOException e) {
      throw new CommandFailure(
          "can't create a folder in " + parent + "; name another one with --work-dir", e);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /**
   * Adds a total; a later one of the same window and group replaces it.
   *
   * @param description null where the code table has none
   * @param calls null when the total was removed
   */
  void total(Instant start, Instant end, CallGroup group, String description, Long calls) {
    byte[] columns = group.bytes();
    ByteBuffer key =
        ByteBuffer.allocate(1 + 2 * Long.BYTES + columns.length)
            .put(TOTAL)
            .putLong(start.toEpochMilli())
            .putLong(end.toEpochMilli())
            .put(columns);
    try {
      if (calls == null) {
        totals.delete(key.array());
      } else {
        byte[] words = description == null ? new byte[0] : description.getBytes(UTF_8);
        totals.put(
            key.array(),
            ByteBuffer.allocate(Long.BYTES + 1 + words.length)
                .putLong(calls)
                .put((byte) (description == null ? 0 : 1))
                .put(words)
                .array());
      }
      writeWhenFull(totals);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /**
   * Adds a late pair; a later one of the same call and window replaces it.
   *
   * @param kept false when the pair was removed
   */
  void late(int partition, long offset, Instant windowStart, boolean kept) {
    byte[] key =
        ByteBuffer.allocate(1 + Integer.BYTES + 2 * Long.BYTES)
            .put(LATE)
            .putInt(partition)
            .putLong(offset)
            .putLong(windowStart.toEpochMilli())
            .array();
    try {
      if (kept) {
        others.put(key, new byte[0]);
      } else {
        others.delete(key);
      }
      writeWhenFull(others);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /** Adds a record that could not be decoded; the same place twice counts once. */
  void undecodable(String place, String reason) {
    byte[] placeBytes = place.getBytes(UTF_8);
    try {
      others.put(
          ByteBuffer.allocate(1 + placeBytes.length).put(UNDECODABLE).put(placeBytes).array(),
          reason.getBytes(UTF_8));
      writeWhenFull(others);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private void writeWhenFull(WriteBatch batch) throws RocksDBException {
    if (batch.count() >= BATCH) {
      database.write(unlogged, batch);
      batch.clear();
    }
  }

  /**
   * What is left of everything that was added.
   *
   * @param counted sum of the newest totals
   * @param late late pairs
   * @param undecodable records that could not be decoded, by reason
   * @param busiest the highest totals, highest first; of equal ones the earlier window, then by
   *     text
   */
  record Newest(
      long counted, long late, SortedMap<String, Long> undecodable, List<BusyWindow> busiest) {}

  /**
   * Reads all of it once. Nothing may be added after.
   *
   * @param most how many of the busiest windows to find
   */
  Newest newest(int most) {
    long counted = 0;
    long late = 0;
    SortedMap<String, Long> undecodable = new TreeMap<>();
    PriorityQueue<BusyWindow> busiest = new PriorityQueue<>(BUSIEST_FIRST.reversed());
    try (ReadOptions scan = new ReadOptions().setFillCache(false).setReadaheadSize(1 << 20)) {
      database.write(unlogged, totals);
      database.write(unlogged, others);
      try (RocksIterator keys = database.newIterator(scan)) {
        for (keys.seekToFirst(); keys.isValid(); keys.next()) {
          byte[] key = keys.key();
          switch (key[0]) {
            case TOTAL -> {
              ByteBuffer value = ByteBuffer.wrap(keys.value());
              long calls = value.getLong();
              counted += calls;
              if (most > 0 && (busiest.size() < most || calls >= busiest.peek().count())) {
                busiest.add(window(key, calls, value));
                if (busiest.size() > most) {
                  busiest.remove();
                }
              }
            }
            case LATE -> late++;
            default -> undecodable.merge(new String(keys.value(), UTF_8), 1L, Long::sum);
          }
        }
        keys.status();
      }
    } catch (RocksDBException e) {
      throw failed(e);
    }
    List<BusyWindow> sorted = new ArrayList<>(busiest);
    sorted.sort(BUSIEST_FIRST);
    return new Newest(counted, late, undecodable, sorted);
  }

  private static BusyWindow window(byte[] bytes, long calls, ByteBuffer words) {
    ByteBuffer key = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    Instant start = Instant.ofEpochMilli(key.getLong());
    Instant end = Instant.ofEpochMilli(key.getLong());
    byte[] columns = new byte[key.remaining()];
    key.get(columns);
    String description =
        words.get() == 0
            ? null
            : new String(words.array(), words.position(), words.remaining(), UTF_8);
    return new BusyWindow(start, end, CallGroup.of(columns), description, calls);
  }

  private static CommandFailure failed(RocksDBException e) {
    return new CommandFailure(
        "can't keep the newest totals on disk: "
            + e.getMessage()
            + "; --work-dir names another folder",
        e);
  }

  /** Deletes everything. */
  @Override
  public void close() {
    totals.close();
    others.close();
    database.close();
    options.close();
    unlogged.close();
    cache.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + folder, e);
    }
  }
}
