package org.sfcalls.analytics.batch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.sfcalls.analytics.counting.Grouping;
import org.sfcalls.analytics.counting.PackedCalls;
import org.sfcalls.schemas.CallGroup;
import org.sfcalls.schemas.WindowSpec;

/** Packs calls that are at hand one by one, as the counting function takes them. */
final class SingleCalls {

  /** So many at a time, so that a task's memory does not grow with what it reads. */
  private static final int CALLS_AT_A_TIME = 100_000;

  private record Key(CallGroup group, int partition) {}

  private SingleCalls() {}

  /**
   * The calls, packed.
   *
   * @param calls with {@code partition}, {@code offset}, {@code group} (of all columns) and {@code
   *     eventTimeMs}
   */
  static Dataset<PackedCalls> packed(Dataset<Row> calls, WindowSpec spec, Grouping grouping) {
    return calls.mapPartitions(
        (MapPartitionsFunction<Row, PackedCalls>) rows -> new Packing(rows, spec, grouping),
        Encoders.bean(PackedCalls.class));
  }

  /** Packs so many calls, hands the packs out, and goes on. */
  private static final class Packing implements Iterator<PackedCalls> {
    private final Iterator<Row> calls;
    private final WindowSpec spec;
    private final Grouping grouping;
    private Iterator<PackedCalls> packs = List.<PackedCalls>of().iterator();

    Packing(Iterator<Row> calls, WindowSpec spec, Grouping grouping) {
      this.calls = calls;
      this.spec = spec;
      this.grouping = grouping;
    }

    @Override
    public boolean hasNext() {
      if (!packs.hasNext() && calls.hasNext()) {
        packs = nextPacks().iterator();
      }
      return packs.hasNext();
    }

    @Override
    public PackedCalls next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return packs.next();
    }

    private List<PackedCalls> nextPacks() {
      List<PackedCalls> all = new ArrayList<>();
      Map<Key, TreeMap<Long, List<Row>>> byKey = new LinkedHashMap<>();
      for (int taken = 0; taken < CALLS_AT_A_TIME && calls.hasNext(); taken++) {
        Row call = calls.next();
        byKey
            .computeIfAbsent(
                new Key(
                    grouping.group(CallGroup.of(call.<byte[]>getAs("group"))),
                    call.getAs("partition")),
                key -> new TreeMap<>())
            .computeIfAbsent(spec.pane(call.<Long>getAs("eventTimeMs")), pane -> new ArrayList<>())
            .add(call);
      }
      byKey.forEach((key, panes) -> all.add(pack(key, panes)));
      return all;
    }

    private static PackedCalls pack(Key key, TreeMap<Long, List<Row>> panes) {
      List<Row> calls = panes.values().stream().flatMap(List::stream).toList();
      PackedCalls packed = new PackedCalls();
      packed.setGroup(key.group().bytes());
      packed.setPartition(key.partition());
      packed.setNewestMs(
          calls.stream().mapToLong(call -> call.<Long>getAs("eventTimeMs")).max().getAsLong());
      packed.setPanes(panes.keySet().stream().mapToLong(Long::longValue).toArray());
      packed.setCounts(panes.values().stream().mapToInt(List::size).toArray());
      packed.setOffsets(calls.stream().mapToLong(call -> call.<Long>getAs("offset")).toArray());
      return packed;
    }
  }
}
