package org.sfcalls.analytics.reading;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.analytics.counting.Undecodable;
import org.sfcalls.analytics.counting.WindowSpec;
import org.sfcalls.analytics.reading.CallDecoder.UndecodableException;
import org.sfcalls.analytics.reading.PartitionClocks.Seen;
import org.sfcalls.command.RegistryConnection;

/**
 * Decodes the records of one task and packs them per type and disposition. Rows come with the
 * columns key, value, partition and offset of Spark's Kafka source.
 */
final class CallPacker implements MapPartitionsFunction<Row, PackedCalls> {
  private static final long serialVersionUID = 1L;

  private record Key(String type, String disposition) {}

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
    CallDecoder decoder = new CallDecoder(WriterSchemas.of(registry)::get);
    Map<Key, Pack> packs = new LinkedHashMap<>();
    List<PackedCalls> out = new ArrayList<>();
    while (records.hasNext()) {
      Row record = records.next();
      byte[] value = record.isNullAt(1) ? null : (byte[]) record.get(1);
      int partition = record.getInt(2);
      long offset = record.getLong(3);
      try {
        decoder.decode(value);
        packs
            .computeIfAbsent(
                new Key(grouping.type(decoder.type()), grouping.disposition(decoder.disposition())),
                key -> new Pack(key, partition))
            .add(decoder.eventTimeMs(), spec.pane(decoder.eventTimeMs()), offset);
      } catch (UndecodableException e) {
        out.add(
            undecodable(
                record.isNullAt(0) ? null : (byte[]) record.get(0), value, partition, offset, e));
      }
    }
    for (Pack pack : packs.values()) {
      clocks.add(Map.of(pack.partition, new Seen(pack.newestMs, pack.calls)));
      out.add(pack.packed());
    }
    return out.iterator();
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

  /** The calls of one type and disposition, as they are gathered. */
  private static final class Pack {
    private final Key key;
    private final int partition;
    private final TreeMap<Long, LongList> offsetsByPane = new TreeMap<>();
    private int calls;
    private long newestMs = Long.MIN_VALUE;

    Pack(Key key, int partition) {
      this.key = key;
      this.partition = partition;
    }

    void add(long eventTimeMs, long pane, long offset) {
      newestMs = Math.max(newestMs, eventTimeMs);
      offsetsByPane.computeIfAbsent(pane, start -> new LongList()).add(offset);
      calls++;
    }

    PackedCalls packed() {
      long[] panes = new long[offsetsByPane.size()];
      int[] counts = new int[panes.length];
      long[] offsets = new long[calls];
      int pane = 0;
      int at = 0;
      for (Map.Entry<Long, LongList> entry : offsetsByPane.entrySet()) {
        LongList inPane = entry.getValue();
        panes[pane] = entry.getKey();
        counts[pane++] = inPane.size;
        System.arraycopy(inPane.values, 0, offsets, at, inPane.size);
        at += inPane.size;
      }
      PackedCalls packed = new PackedCalls();
      packed.setType(key.type());
      packed.setDisposition(key.disposition());
      packed.setPartition(partition);
      packed.setNewest(new Timestamp(newestMs));
      packed.setPanes(panes);
      packed.setCounts(counts);
      packed.setOffsets(offsets);
      return packed;
    }
  }

  /** Longs without a box each: most panes have one call. */
  private static final class LongList {
    private long[] values = new long[1];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }
}
