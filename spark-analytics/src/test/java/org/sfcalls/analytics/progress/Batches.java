package org.sfcalls.analytics.progress;

import java.time.Instant;
import java.util.Map;
import org.sfcalls.schemas.BatchProgress;

/** A batch to test with. */
final class Batches {
  private Batches() {}

  static BatchProgress.Builder batch(long number) {
    return BatchProgress.newBuilder()
        .setQuery("q")
        .setBatch(number)
        .setTriggeredAt(Instant.parse("2018-11-04T08:31:05.445Z"))
        .setFinishedAt(Instant.parse("2018-11-04T08:31:07Z"))
        .setCalls(48_210)
        .setDurationMs(1_555)
        .setPhaseDurationsMs(Map.of("triggerExecution", 1_555L, "addBatch", 1_300L))
        .setCallsPerSecond(31_003.2)
        .setWatermark(Instant.parse("2018-11-04T08:20:00Z"))
        .setNewestEventTime(Instant.parse("2018-11-04T08:31:00Z"))
        .setEventTimeDelayMs(7_000L)
        .setStateRows(8_412)
        .setStateBytes(2_140_000L)
        .setLatePairs(2)
        .setUndecodable(3)
        .setUnlisted(310)
        .setUnlistedByDisposition(Map.of("Not recorded", 300L, "OTS", 10L))
        .setStartOffsets(Map.of("0", 0L, "1", 0L))
        .setEndOffsets(Map.of("0", 24_000L, "1", 24_300L))
        .setLag(Map.of("0", 1_200L, "1", 0L));
  }
}
