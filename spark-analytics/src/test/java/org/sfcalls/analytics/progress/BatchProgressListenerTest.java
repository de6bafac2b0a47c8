package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.streaming.SinkProgress;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CountedBy;

/** What becomes of Spark's figures of a Kafka source for each partition. */
class BatchProgressListenerTest {

  @Test
  void offsetsAndLagAreToldByPartition() {
    BatchProgress progress =
        told(source(0, "{\"calls.clean\":{\"0\":5}}", 105, 120), source(1, null, 40, 40));

    assertThat(progress.getStartOffsets()).isEqualTo(Map.of("0", 5L));
    assertThat(progress.getEndOffsets()).isEqualTo(Map.of("0", 105L, "1", 40L));
    assertThat(progress.getLag()).isEqualTo(Map.of("0", 15L, "1", 0L));
    assertThat(progress.getCalls()).isEqualTo(20);
    assertThat(progress.getUnlisted()).isEqualTo(6);
    assertThat(progress.getCallsPerSecond()).isEqualTo(40);
    assertThat(progress.getPhaseDurationsMs())
        .isEqualTo(Map.of("triggerExecution", 500L, "addBatch", 450L));
    assertThat(progress.getTriggeredAt()).isEqualTo("2018-11-04T08:31:05.500Z");
    assertThat(progress.getFinishedAt()).isEqualTo("2018-11-04T08:31:06Z");
    assertThat(CountedBy.of(progress)).contains(CountedBy.DEFAULT);
  }

  @Test
  void whatSparkDoesNotKnowIsNotMadeUp() {
    BatchProgress progress =
        told(
            new SourceProgress(
                "KafkaV2[Assign[calls.clean-0]]",
                null,
                "{\"calls.clean\":{\"0\":7}}",
                null,
                7,
                0,
                0,
                Map.of()));

    assertThat(progress.getLag()).isEmpty();
    assertThat(progress.getStartOffsets()).isEmpty();
    assertThat(progress.getWatermark()).isNull();
    assertThat(progress.getNewestEventTime()).isNull();
    assertThat(progress.getEventTimeDelayMs()).isNull();
  }

  private static SourceProgress source(int partition, String start, long end, long latest) {
    return new SourceProgress(
        "KafkaV2[Assign[calls.clean-" + partition + "]]",
        start,
        "{\"calls.clean\":{\"" + partition + "\":" + end + "}}",
        "{\"calls.clean\":{\"" + partition + "\":" + latest + "}}",
        10,
        0,
        0,
        Map.of());
  }

  private static BatchProgress told(SourceProgress... sources) {
    List<BatchProgress> told = new ArrayList<>();
    new BatchProgressListener(
            "calls.clean",
            CountedBy.DEFAULT,
            batch -> Map.of("OTS", 2 * batch),
            batch -> OptionalLong.empty(),
            told::add)
        .onQueryProgress(
            new QueryProgressEvent(
                new StreamingQueryProgress(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    "call-counts",
                    "2018-11-04T08:31:05.500Z",
                    3,
                    500,
                    new HashMap<>(Map.of("triggerExecution", 500L, "addBatch", 450L)),
                    new HashMap<>(Map.of("watermark", "1970-01-01T00:00:00.000Z")),
                    new StateOperatorProgress[0],
                    sources,
                    new SinkProgress("ForeachBatchSink", -1, Map.of()),
                    new HashMap<>())));
    assertThat(told).hasSize(1);
    return told.get(0);
  }
}
