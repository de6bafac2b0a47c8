package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.benchmarks.calls.RawCall;
import org.sfcalls.benchmarks.latency.Latencies;
import org.sfcalls.benchmarks.latency.SteadySender.Sent;
import org.sfcalls.benchmarks.tuning.AnalyticsTrials.SparkBatch;

class AnalyticsTrialsTest {
  private static final RawCall ANY = new RawCall(new byte[0], new byte[0]);

  @Test
  void aCallsLatencyEndsWithTheBatchThatReadsItsOffset() {
    List<SparkBatch> batches =
        List.of(
            new SparkBatch(1_000, 200, 3, Map.of(0, 2L, 1, 1L)),
            new SparkBatch(1_200, 300, 2, Map.of(0, 3L, 1, 2L)));

    Latencies latencies =
        AnalyticsTrials.latencies(
            List.of(new Sent(ANY, 950, 0, 1), new Sent(ANY, 990, 1, 1)), batches, 9_999);

    assertThat(latencies.percentile(50)).isEqualTo(1_200 - 950);
    assertThat(latencies.max()).isEqualTo(1_500 - 990);
  }

  @Test
  void whatIsNotCountedTookAtLeastUntilNow() {
    List<SparkBatch> batches = List.of(new SparkBatch(1_000, 200, 1, Map.of(0, 1L)));

    Latencies latencies =
        AnalyticsTrials.latencies(
            List.of(new Sent(ANY, 950, 0, 1), new Sent(ANY, 960, 7, 0)), batches, 5_000);

    assertThat(latencies.percentile(50)).isEqualTo(5_000 - 960);
    assertThat(latencies.max()).isEqualTo(5_000 - 950);
  }

  @Test
  void readsTheBatchesThatReadRecordsFromSparksProgress(@TempDir Path folder) throws IOException {
    Path progress = folder.resolve("progress.jsonl");
    Files.write(
        progress,
        List.of(
            """
            {"timestamp":"1970-01-01T00:00:01.000Z","durationMs":{"triggerExecution":200},"sources":[\
            {"description":"KafkaV2[Assign[calls.clean-0, calls.clean-1]]","numInputRows":5,\
            "endOffset":{"calls.clean":{"0":3,"1":2}}},\
            {"description":"idle marks","numInputRows":1,"endOffset":"7"}]}""",
            """
            {"timestamp":"1970-01-01T00:00:02.000Z","durationMs":{"triggerExecution":3},"sources":[\
            {"description":"KafkaV2[Assign[calls.clean-0, calls.clean-1]]","numInputRows":0,\
            "endOffset":{"calls.clean":{"0":3,"1":2}}}]}"""));

    assertThat(SparkBatch.read(progress))
        .containsExactly(new SparkBatch(1_000, 200, 5, Map.of(0, 3L, 1, 2L)));
  }
}
