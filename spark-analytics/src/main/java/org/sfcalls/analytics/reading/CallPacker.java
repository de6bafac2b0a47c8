package org.sfcalls.analytics.reading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.sfcalls.access.RegistryConnection;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.counting.Undecodable;
import org.sfcalls.analytics.reading.CallDecoder.UndecodableException;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.schemas.AvroBuffer;
import org.sfcalls.schemas.WindowSpec;

/**
 * Decodes the records of one task and packs them per group. Rows come with the columns key, value,
 * partition and offset of Spark's Kafka source.
 */
final class CallPacker implements MapPartitionsFunction<Row, PackedCalls> {
  private static final long serialVersionUID = 1L;

  /** Most calls that are held at a time; a task of a batch may read any number. */
  private static final int MOST_CALLS = 1 << 20;

  private final RegistryConnection registry;
  private final WindowSpec spec;
  private final Grouping grouping;
  private final PartitionClocks clocks;

  CallPacker(
      RegistryConnection registry, WindowSpec spec, Grouping grouping, PartitionClocks clocks) {
    this.registry = registry;
    this.spec = spec;
    this.grouping = grouping;
    this.clocks = clocks;
  }

  @Override
  public Iterator<PackedCalls> call(Iterator<Row> records) {
    return new Packing(records);
  }

  /** Goes on reading when what it has packed is gone. */
  private final class Packing implements Iterator<PackedCalls> {
    private final Iterator<Row> records;
    private final CallDecoder decoder = new CallDecoder(WriterSchemas.of(registry)::get);
    private final GroupWriter groups = new GroupWriter(grouping);
    private final Map<Integer, PartitionClock> partitions = new HashMap<>();
    private Iterator<PackedCalls> packed = Collections.emptyIterator();

    Packing(Iterator<Row> records) {
      this.records = records;
    }

    @Override
    public boolean hasNext() {
      while (!packed.hasNext() && records.hasNext()) {
        packed = pack();
      }
      return packed.hasNext();
    }

    @Override
    public PackedCalls next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return packed.next();
    }

    private Iterator<PackedCalls> pack() {
      Packs packs = new Packs();
      PartitionClock clock = null;
      int clockPartition = -1;
      List<PackedCalls> out = new ArrayList<>();
      for (int calls = 0; calls < MOST_CALLS && records.hasNext(); calls++) {
        Row record = records.next();
        byte[] value = record.isNullAt(1) ? null : (byte[]) record.get(1);
        int partition = record.getInt(2);
        long offset = record.getLong(3);
        try {
          decoder.decode(value);
        } catch (UndecodableException e) {
          byte[] recordKey = record.isNullAt(0) ? null : (byte[]) record.get(0);
          out.add(undecodable(recordKey, value, partition, offset, e));
          continue;
        }
        long eventTimeMs = decoder.eventTimeMs();
        if (clock == null || partition != clockPartition) {
          clock = partitions.computeIfAbsent(partition, clocks::clock);
          clockPartition = partition;
        }
        packs
            .of(groups.group(decoder), partition)
            .add(eventTimeMs, clock.see(eventTimeMs), spec.pane(eventTimeMs), offset);
      }
      for (Pack pack : packs.all()) {
        out.add(pack.packed());
      }
      Map<Integer, Seen> seen = new HashMap<>();
      partitions.forEach((partition, its) -> seen.put(partition, its.report()));
      clocks.add(seen);
      return out.iterator();
    }
  }

  private static PackedCalls undecodable(
      byte[] key, byte[] value, int partition, long offset, UndecodableException e) {
    Undecodable record = new Undecodable();
    record.setOffset(offset);
    record.setReason(e.reason());
    record.setMessage(e.getMessage());
    record.setKey(key);
    record.setValue(value);
    return PackedCalls.undecodable(partition, record);
  }

  /**
   * The packs by group and partition, in a table of our own: looking up is half of what a call
   * costs here, most of it spent waiting for memory, and a map of Java's has a node and a key to go
   * through besides. What is looked up is the buffer that the group was written to, so that nothing
   * is made but for a new pack.
   */
  private static final class Packs {
    private Pack[] table = new Pack[1024];
    private int size;

    Pack of(AvroBuffer group, int partition) {
      int hash =
          Murmur3_x86_32.hashUnsafeBytes2(
              group.bytes(), Platform.BYTE_ARRAY_OFFSET, group.end(), partition);
      int at = slot(table, hash);
      while (table[at] != null) {
        if (table[at].isOf(group, partition, hash)) {
          return table[at];
        }
        at = at + 1 & table.length - 1;
      }
      Pack pack = new Pack(Arrays.copyOf(group.bytes(), group.end()), partition, hash);
      table[at] = pack;
      if (++size > table.length / 2) {
        grow();
      }
      return pack;
    }

    private void grow() {
      Pack[] larger = new Pack[2 * table.length];
      for (Pack pack : all()) {
        int at = slot(larger, pack.hash);
        while (larger[at] != null) {
          at = at + 1 & larger.length - 1;
        }
        larger[at] = pack;
      }
      table = larger;
    }

    private static int slot(Pack[] table, int hash) {
      return hash & table.length - 1;
    }

    List<Pack> all() {
      return Arrays.stream(table).filter(Objects::nonNull).toList();
    }
  }

  /** The calls of one group, as they are gathered. */
  private static final class Pack {
    private final byte[] group;
    private final int partition;
    private final int hash;

    /** Of each call its pane and its offset, side by side. */
    private long[] calls = new long[8];

    private int size;
    private boolean ascending = true;
    private long newestMs = Long.MIN_VALUE;
    private long clockMs = Long.MIN_VALUE;

    Pack(byte[] group, int partition, int hash) {
      this.group = group;
      this.partition = partition;
      this.hash = hash;
    }

    boolean isOf(AvroBuffer group, int partition, int hash) {
      return this.hash == hash
          && this.partition == partition
          && Arrays.equals(this.group, 0, this.group.length, group.bytes(), 0, group.end());
    }

    /**
     * @param clockMs how far the call may move the watermark
     */
    void add(long eventTimeMs, long clockMs, long pane, long offset) {
      int at = 2 * size++;
      if (at == calls.length) {
        calls = Arrays.copyOf(calls, 2 * at);
      }
      ascending &= at == 0 || calls[at - 2] <= pane;
      calls[at] = pane;
      calls[at + 1] = offset;
      newestMs = Math.max(newestMs, eventTimeMs);
      this.clockMs = Math.max(this.clockMs, clockMs);
    }

    PackedCalls packed() {
      if (!ascending) {
        sort();
      }
      long[] starts = new long[size];
      int[] counts = new int[size];
      long[] offsets = new long[size];
      int runs = 0;
      for (int i = 0; i < size; i++) {
        if (runs == 0 || starts[runs - 1] != calls[2 * i]) {
          starts[runs++] = calls[2 * i];
        }
        counts[runs - 1]++;
        offsets[i] = calls[2 * i + 1];
      }
      PackedCalls packed = new PackedCalls();
      packed.setGroup(group);
      packed.setPartition(partition);
      packed.setNewestMs(newestMs);
      packed.setClockMs(clockMs);
      packed.setPanes(Arrays.copyOf(starts, runs));
      packed.setCounts(Arrays.copyOf(counts, runs));
      packed.setOffsets(offsets);
      return packed;
    }

    /** By pane, with boxes: calls of one key seldom come out of their order. */
    private void sort() {
      long[] asCame = calls;
      calls =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingLong(i -> asCame[2 * i]))
              .flatMapToLong(i -> LongStream.of(asCame[2 * i], asCame[2 * i + 1]))
              .toArray();
    }
  }
}
