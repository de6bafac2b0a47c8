package org.sfcalls.e2e.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.sfcalls.e2e.fixtures.KeptRun;
import org.sfcalls.schemas.BatchProgress;

/**
 * What the analytics tier of a running pipeline tells of its batches on calls.progress, in its
 * file, over HTTP and as a consumer group. All of calls.clean must be read.
 *
 * @param data the pipeline's data folder
 */
record ToldProgress(KeptRun run, Path data) {

  private static final String GROUP = "sfcalls-analytics";
  private static final Pattern URL = Pattern.compile("health and metrics at (http://\\S+)");

  void isTheSameEverywhere() throws Exception {
    List<BatchProgress> batches = run.values("calls.progress", BatchProgress.class);
    theTopicTellsOfBatchesThatFollowOneAnother(batches);
    theFileTellsWhatTheTopicTells(batches);
    theMetricsAddUpToTheSame(batches);
    kafkasToolsSeeNoLag(batches.get(batches.size() - 1));
  }

  private static void theTopicTellsOfBatchesThatFollowOneAnother(List<BatchProgress> batches) {
    Map<String, Long> reached = new TreeMap<>();
    for (BatchProgress batch : batches) {
      batch
          .getStartOffsets()
          .forEach(
              (partition, start) ->
                  assertThat(start).isEqualTo(reached.getOrDefault(partition, start)));
      reached.putAll(batch.getEndOffsets());
      assertThat(batch.getPhaseDurationsMs()).containsKeys("addBatch", "triggerExecution");
      assertThat(batch.getStateBytes()).isPositive();
    }
    BatchProgress last = batches.get(batches.size() - 1);
    // All was read, up to the marker of the last transaction.
    assertThat(last.getLag()).hasSameSizeAs(reached);
    assertThat(last.getLag().values()).containsOnly(0L);
    // One of the sample's ten calls or so.
    long unlisted = batches.stream().mapToLong(BatchProgress::getUnlisted).sum();
    assertThat(unlisted).isBetween(1_000L, 4_000L);
    assertThat(
            batches.stream()
                .flatMap(batch -> batch.getUnlistedByDisposition().values().stream())
                .mapToLong(Long::longValue)
                .sum())
        .isEqualTo(unlisted);
    assertThat(batches)
        .filteredOn(batch -> batch.getCalls() > 1_000)
        .allSatisfy(batch -> assertThat(batch.getNewestEventTime()).isNotNull());
  }

  private void theFileTellsWhatTheTopicTells(List<BatchProgress> batches) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve("progress.jsonl"))) {
      lines.add(json.readTree(line));
    }
    // A batch may have come since: an idle partition's mark makes one.
    assertThat(lines).hasSizeGreaterThanOrEqualTo(batches.size());
    for (int i = 0; i < batches.size(); i++) {
      assertThat(lines.get(i).get("batch").longValue()).isEqualTo(batches.get(i).getBatch());
      assertThat(lines.get(i).get("calls").longValue()).isEqualTo(batches.get(i).getCalls());
      assertThat(lines.get(i).get("finished_at").textValue())
          .isEqualTo(batches.get(i).getFinishedAt().toString());
    }
  }

  private void theMetricsAddUpToTheSame(List<BatchProgress> batches) throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    List<String> metrics = get("/metrics").body().lines().toList();
    assertThat(metrics)
        .contains(
            "sfcalls_analytics_calls_total "
                + (double) batches.stream().mapToLong(BatchProgress::getCalls).sum(),
            "sfcalls_analytics_late_pairs_total 2.0",
            "sfcalls_analytics_undecodable_total 3.0",
            "sfcalls_analytics_lag_offsets{partition=\"0\"} 0.0");
    double unlisted =
        metrics.stream()
            .filter(line -> line.startsWith("sfcalls_analytics_unlisted_total{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
    assertThat(unlisted).isEqualTo(batches.stream().mapToLong(BatchProgress::getUnlisted).sum());
  }

  private void kafkasToolsSeeNoLag(BatchProgress last) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", run.bootstrap()))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      Map<TopicPartition, Long> counted = new HashMap<>();
      last.getEndOffsets()
          .forEach(
              (partition, end) -> {
                TopicPartition of = new TopicPartition("calls.clean", Integer.parseInt(partition));
                latest.put(of, OffsetSpec.latest());
                counted.put(of, end);
              });
      // As kafka-consumer-groups asks: the end of the log, not of what is committed.
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(latest).all().get().forEach((of, end) -> ends.put(of, end.offset()));
      assertThat(counted).isEqualTo(ends);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                Map<TopicPartition, Long> committed = new HashMap<>();
                Map<TopicPartition, OffsetAndMetadata> found =
                    admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
                found.forEach((of, offset) -> committed.put(of, offset.offset()));
                assertThat(committed).isEqualTo(ends);
              });
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    String log = Files.readString(data.resolve("logs/analytics.log"));
    Matcher url = URL.matcher(log);
    assertThat(url.find()).as(log).isTrue();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url.group(1) + path)).build(),
            BodyHandlers.ofString());
  }
}
