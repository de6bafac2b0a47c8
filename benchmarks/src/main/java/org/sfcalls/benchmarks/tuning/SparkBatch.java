package org.sfcalls.benchmarks.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A micro-batch, by Spark's progress of it. */
record SparkBatch(long startMs, long durationMs, long rows, Map<Integer, Long> endOffsets) {
  private static final ObjectMapper JSON = new ObjectMapper();

  SparkBatch {
    endOffsets = Map.copyOf(endOffsets);
  }

  static List<SparkBatch> read(Path progress) {
    try {
      List<SparkBatch> batches = new ArrayList<>();
      for (String line : Files.readAllLines(progress)) {
        SparkBatch batch = of(JSON.readTree(line));
        if (batch.rows > 0) {
          batches.add(batch);
        }
      }
      return batches;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + progress + ": " + e.getMessage(), e);
    }
  }

  private static SparkBatch of(JsonNode progress) {
    long rows = 0;
    Map<Integer, Long> ends = new HashMap<>();
    for (JsonNode source : progress.get("sources")) {
      if (source.get("description").asText().startsWith("Kafka")) {
        rows += source.get("numInputRows").asLong();
        // {"calls.clean":{"0":12}}
        for (JsonNode topic : source.get("endOffset")) {
          topic
              .fields()
              .forEachRemaining(
                  end -> ends.put(Integer.parseInt(end.getKey()), end.getValue().asLong()));
        }
      }
    }
    return new SparkBatch(
        Instant.parse(progress.get("timestamp").asText()).toEpochMilli(),
        progress.get("durationMs").get("triggerExecution").asLong(),
        rows,
        ends);
  }

  long endMs() {
    return startMs + durationMs;
  }

  /** Whether the record is counted when this batch and those before it are done. */
  boolean covers(int partition, long offset) {
    return endOffsets.getOrDefault(partition, 0L) > offset;
  }
}
