package org.sfcalls.ingest.topology;

import java.util.Arrays;

/**
 * How long the records of a transaction have been under way. Raw records stand in the order in
 * which they were sent, thousands in the same millisecond, so runs of them are kept.
 */
final class Latencies {
  private long[] timestamps = new long[64];
  private long[] records = new long[64];
  private int runs;

  /** Takes a record sent at this time, epoch milliseconds. */
  void add(long timestamp) {
    if (runs > 0 && timestamps[runs - 1] == timestamp) {
      records[runs - 1]++;
      return;
    }
    if (runs == timestamps.length) {
      timestamps = Arrays.copyOf(timestamps, 2 * runs);
      records = Arrays.copyOf(records, 2 * runs);
    }
    timestamps[runs] = timestamp;
    records[runs++] = 1;
  }

  /** Takes latencies in milliseconds, with how many records had them. */
  interface Sink {
    void latency(long millis, long records);
  }

  /** Hands out what came since the last time, as of {@code now}, epoch milliseconds. */
  void tell(long now, Sink sink) {
    for (int run = 0; run < runs; run++) {
      sink.latency(Math.max(0, now - timestamps[run]), records[run]);
    }
    runs = 0;
  }
}
