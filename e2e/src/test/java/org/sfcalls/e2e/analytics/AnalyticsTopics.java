package org.sfcalls.e2e.analytics;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.sfcalls.e2e.crash.TopicContents;
import org.sfcalls.schemas.AvroReader;
import org.sfcalls.schemas.BatchProgress;
import org.sfcalls.schemas.CallCount;
import org.sfcalls.schemas.CallCountKey;
import org.sfcalls.schemas.Topics;

/** What the analytics job has written, read the way that any reader would. */
public record AnalyticsTopics(String bootstrap, String registryUrl, Topics topics) {

  /** The newest count of each key. */
  public Map<CallCountKey, Long> counts() {
    Map<CallCountKey, Long> counts = new HashMap<>();
    try (AvroReader avro = new AvroReader(registryUrl)) {
      for (ConsumerRecord<byte[], byte[]> entry : TopicContents.of(bootstrap, topics.counts())) {
        counts.put(
            avro.key(topics.counts(), entry.key(), CallCountKey.class),
            avro.value(topics.counts(), entry.value(), CallCount.class).getCount());
      }
    }
    return counts;
  }

  /** All newest counts added up. */
  public long counted() {
    return counts().values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many records of the clean topic are behind the newest batch that was told. */
  public long read() {
    return newestProgress()
        .map(
            progress -> progress.getEndOffsets().values().stream().mapToLong(Long::longValue).sum())
        .orElse(0L);
  }

  /** The watermark that was told last, if there is one. */
  public Optional<Instant> watermark() {
    return newestProgress().map(BatchProgress::getWatermark);
  }

  private Optional<BatchProgress> newestProgress() {
    List<ConsumerRecord<byte[], byte[]>> progress = TopicContents.of(bootstrap, topics.progress());
    if (progress.isEmpty()) {
      return Optional.empty();
    }
    try (AvroReader avro = new AvroReader(registryUrl)) {
      return Optional.of(
          avro.value(
              topics.progress(), progress.get(progress.size() - 1).value(), BatchProgress.class));
    }
  }

  /** How many late pairs there are. */
  public long late() {
    return TopicContents.of(bootstrap, topics.late()).size();
  }
}
