package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialResultTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectNode CONTEXT = MadeUp.context("full", 5).json(MAPPER);

  static Stream<Trial> trials() {
    return Stream.of(
        Trial.usual(Tier.INGEST),
        Trial.of(Tier.ANALYTICS, Factor.STATE_STORE, "rocksdb"),
        OriginalTest.ALL.get(4).trial(),
        // The recommended configuration may change what concerns the other tier alone.
        new Trial(
            Tier.INGEST,
            Trial.RECOMMENDED,
            Configuration.USUAL.with(Factor.LINGER, "0").with(Factor.TRIGGER, "1s")));
  }

  @ParameterizedTest
  @MethodSource("trials")
  void aLineOfTheResultsIsReadAsItWasWritten(Trial trial) throws JsonProcessingException {
    TrialResult result =
        MadeUp.result(
            trial, 3, Map.of(Measure.THROUGHPUT, 123.456, Measure.LATENCY_P99, 0.0), false);

    JsonNode line = MAPPER.readTree(result.json(MAPPER, CONTEXT).toString());

    assertThat(TrialResult.of(line)).isEqualTo(result);
  }

  @Test
  void everyLineTellsWhatItWasMeasuredOnAndWith() {
    JsonNode line =
        MadeUp.result(Trial.usual(Tier.INGEST), 1, Map.of(Measure.THROUGHPUT, 1.0))
            .json(MAPPER, CONTEXT);

    assertThat(line.at("/machine/cores").asInt()).isEqualTo(2);
    assertThat(line.path("versions").asText()).contains("Kafka", "Spark");
    assertThat(line.path("input").asText()).contains("seed 42");
    assertThat(line.path("order_seed").asLong()).isEqualTo(7);
    assertThat(line.path("settings").path("linger").asText()).isEqualTo("100");
  }

  @Test
  void whatIsNoNumberIsMissing() {
    TrialResult result =
        MadeUp.result(
            Trial.usual(Tier.ANALYTICS),
            1,
            Map.of(Measure.THROUGHPUT, 1.0, Measure.BATCH_P50, Double.NaN));

    assertThat(result.figure(Measure.BATCH_P50)).isEmpty();
    assertThat(result.json(MAPPER, CONTEXT).path("figures").has("batch_p50_ms")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tier", "trial", "round", "finished", "figures", "settings", "kept_up"})
  void aLineThatLacksAPartIsRefusedWithItsName(String part) {
    ObjectNode line =
        MadeUp.result(Trial.usual(Tier.INGEST), 1, Map.of(Measure.THROUGHPUT, 1.0))
            .json(MAPPER, CONTEXT);
    line.remove(part);

    assertThatThrownBy(() -> TrialResult.of(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}
