package org.sfcalls.analytics.counting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.sfcalls.analytics.TestGroups;
import org.sfcalls.schemas.WindowSpec;

/** Packed calls to test with, made from a timeline. */
final class Calls {

  /** A call as a test sees it. */
  record Call(String type, String disposition, Instant at, int partition, long offset) {}

  private Calls() {}

  /** The bytes of a group of these values. */
  static byte[] group(String type, String disposition) {
    return TestGroups.of(type, disposition).bytes();
  }

  /** A time of the test day: {@code t("12:05")}. */
  static Instant t(String time) {
    return Instant.parse("2018-12-01T" + (time.length() == 5 ? time + ":00" : time) + "Z");
  }

  /**
   * Calls of one type at these times, numbered on from the first offset, packed as a task packs
   * them.
   */
  static PackedCalls packed(WindowSpec spec, long firstOffset, String... times) {
    List<Call> calls = new ArrayList<>();
    for (String time : times) {
      calls.add(new Call("Traffic Stop", "HAN", t(time), 0, firstOffset++));
    }
    return packed(spec, calls);
  }

  /** Calls of one type, disposition and partition, packed as a task packs them. */
  static PackedCalls packed(WindowSpec spec, List<Call> calls) {
    TreeMap<Long, List<Long>> panes = new TreeMap<>();
    long newest = Long.MIN_VALUE;
    for (Call call : calls) {
      panes
          .computeIfAbsent(spec.pane(call.at().toEpochMilli()), pane -> new ArrayList<>())
          .add(call.offset());
      newest = Math.max(newest, call.at().toEpochMilli());
    }
    PackedCalls packed = new PackedCalls();
    packed.setGroup(group(calls.get(0).type(), calls.get(0).disposition()));
    packed.setPartition(calls.get(0).partition());
    packed.setNewestMs(newest);
    packed.setClockMs(newest);
    packed.setPanes(panes.keySet().stream().mapToLong(Long::longValue).toArray());
    packed.setCounts(panes.values().stream().mapToInt(List::size).toArray());
    packed.setOffsets(
        panes.values().stream().flatMap(List::stream).mapToLong(Long::longValue).toArray());
    return packed;
  }
}
