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
import java.util.stream.IntStream;
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
      Map<Key, Pack> packs = new HashMap<>();
      List<PackedCalls> out = new ArrayList<>();
      Key key = new Key();
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
        key.set(groups.group(decoder), partition);
        Pack pack = packs.get(key);
        if (pack == null) {
          Key own = key.copy();
          pack = new Pack(own.group, partition);
          packs.put(own, pack);
        }
        pack.add(decoder.eventTimeMs(), spec.pane(decoder.eventTimeMs()), offset);
      }
      Map<Integer, Seen> seen = new HashMap<>();
      for (Pack pack : packs.values()) {
        seen.merge(pack.partition, new Seen(pack.newestMs, pack.size), Seen::and);
        out.add(pack.packed());
      }
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
   * A call's group and partition: one that is looked up has the buffer that the group was written
   * to, so that nothing is made but for a new pack.
   */
  private static final class Key {
    private byte[] group;
    private int length;
    private int partition;
    private int hash;

    void set(AvroBuffer group, int partition) {
      this.group = group.bytes();
      this.length = group.end();
      this.partition = partition;
      hash =
          31 * Murmur3_x86_32.hashUnsafeBytes2(this.group, Platform.BYTE_ARRAY_OFFSET, length, 0)
              + partition;
    }

    Key copy() {
      Key copy = new Key();
      copy.group = Arrays.copyOf(group, length);
      copy.length = length;
      copy.partition = partition;
      copy.hash = hash;
      return copy;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && hash == key.hash
          && partition == key.partition
          && Arrays.equals(group, 0, length, key.group, 0, key.length);
    }
  }

  /** The calls of one group, as they are gathered. */
  private static final class Pack {
    private final byte[] group;
    private final int partition;
    private long[] panes = new long[4];
    private long[] offsets = new long[4];
    private int size;
    private boolean ascending = true;
    private long newestMs = Long.MIN_VALUE;

    Pack(byte[] group, int partition) {
      this.group = group;
      this.partition = partition;
    }

    void add(long eventTimeMs, long pane, long offset) {
      if (size == panes.length) {
        panes = Arrays.copyOf(panes, 2 * size);
        offsets = Arrays.copyOf(offsets, 2 * size);
      }
      ascending &= size == 0 || panes[size - 1] <= pane;
      panes[size] = pane;
      offsets[size++] = offset;
      newestMs = Math.max(newestMs, eventTimeMs);
    }

    PackedCalls packed() {
      if (!ascending) {
        sort();
      }
      long[] starts = new long[size];
      int[] counts = new int[size];
      int runs = 0;
      for (int i = 0; i < size; i++) {
        if (runs == 0 || starts[runs - 1] != panes[i]) {
          starts[runs++] = panes[i];
        }
        counts[runs - 1]++;
      }
      PackedCalls packed = new PackedCalls();
      packed.setGroup(group);
      packed.setPartition(partition);
      packed.setNewestMs(newestMs);
      packed.setPanes(Arrays.copyOf(starts, runs));
      packed.setCounts(Arrays.copyOf(counts, runs));
      packed.setOffsets(Arrays.copyOf(offsets, size));
      return packed;
    }

    /** By pane, with boxes: calls of one key seldom come out of their order. */
    private void sort() {
      long[] panesAsCame = panes;
      long[] offsetsAsCame = offsets;
      int[] order =
          IntStream.range(0, size)
              .boxed()
              .sorted(Comparator.comparingLong(i -> panesAsCame[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      panes = Arrays.stream(order).mapToLong(i -> panesAsCame[i]).toArray();
      offsets = Arrays.stream(order).mapToLong(i -> offsetsAsCame[i]).toArray();
    }
  }
}
