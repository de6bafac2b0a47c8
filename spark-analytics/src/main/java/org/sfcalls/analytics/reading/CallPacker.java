package org.sfcalls.analytics.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.sfcalls.schemas.WindowSpec;

/**
 * Decodes the records of one task and packs them per type and disposition. Rows come with the
 * columns key, value, partition and offset of Spark's Kafka source.
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
      boolean byType = grouping.by(Grouping.Column.TYPE);
      boolean byDisposition = grouping.by(Grouping.Column.DISPOSITION);
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
        key.set(decoder, byType, byDisposition, partition);
        Pack pack = packs.get(key);
        if (pack == null) {
          pack = new Pack(key.type(), key.disposition(), partition);
          packs.put(key.copy(), pack);
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
    PackedCalls packed = new PackedCalls();
    packed.setPartition(partition);
    packed.setUndecodable(record);
    return packed;
  }

  /**
   * A call's partition, type and disposition as bytes: one that is looked up with points into the
   * record, so that a text is made once a pack and not once a call.
   */
  private static final class Key {
    private static final byte[] ALL = Grouping.ALL.getBytes(UTF_8);

    private byte[] typeBytes;
    private int typeFrom;
    private int typeTo;
    private byte[] dispositionBytes;
    private int dispositionFrom;
    private int dispositionTo;
    private int partition;
    private int hash;

    void set(CallDecoder call, boolean byType, boolean byDisposition, int partition) {
      typeBytes = byType ? call.typeBytes() : ALL;
      typeFrom = byType ? call.typeFrom() : 0;
      typeTo = byType ? call.typeTo() : ALL.length;
      dispositionBytes = byDisposition ? call.dispositionBytes() : ALL;
      dispositionFrom = byDisposition ? call.dispositionFrom() : 0;
      dispositionTo = byDisposition ? call.dispositionTo() : ALL.length;
      this.partition = partition;
      hash =
          31 * (31 * hash(typeBytes, typeFrom, typeTo) + partition)
              + hash(dispositionBytes, dispositionFrom, dispositionTo);
    }

    Key copy() {
      Key copy = new Key();
      copy.typeBytes = Arrays.copyOfRange(typeBytes, typeFrom, typeTo);
      copy.typeTo = copy.typeBytes.length;
      copy.dispositionBytes = Arrays.copyOfRange(dispositionBytes, dispositionFrom, dispositionTo);
      copy.dispositionTo = copy.dispositionBytes.length;
      copy.partition = partition;
      copy.hash = hash;
      return copy;
    }

    String type() {
      return new String(typeBytes, typeFrom, typeTo - typeFrom, UTF_8);
    }

    String disposition() {
      return new String(dispositionBytes, dispositionFrom, dispositionTo - dispositionFrom, UTF_8);
    }

    private static int hash(byte[] bytes, int from, int to) {
      return Murmur3_x86_32.hashUnsafeBytes2(
          bytes, Platform.BYTE_ARRAY_OFFSET + from, to - from, 0);
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
          && Arrays.equals(typeBytes, typeFrom, typeTo, key.typeBytes, key.typeFrom, key.typeTo)
          && Arrays.equals(
              dispositionBytes,
              dispositionFrom,
              dispositionTo,
              key.dispositionBytes,
              key.dispositionFrom,
              key.dispositionTo);
    }
  }

  /** The calls of one type and disposition, as they are gathered. */
  private static final class Pack {
    private final String type;
    private final String disposition;
    private final int partition;
    private long[] panes = new long[4];
    private long[] offsets = new long[4];
    private int size;
    private boolean ascending = true;
    private long newestMs = Long.MIN_VALUE;

    Pack(String type, String disposition, int partition) {
      this.type = type;
      this.disposition = disposition;
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
      packed.setType(type);
      packed.setDisposition(disposition);
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
