package org.sfcalls.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.access.KafkaConnection;

class StreamsSettingsTest {

  @Test
  void readsOnlyWhatIsCommittedAndWritesOnceByDefault() {
    StreamsConfig config = config(ProcessingGuarantee.EXACTLY_ONCE_V2, Map.of());
    assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
    assertThat(config.getMainConsumerConfigs("ingest", "client", 0))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("session.timeout.ms", 10_000);
    assertThat(config.getProducerConfigs("client")).containsEntry("enable.idempotence", true);
  }

  @Test
  void readsOnlyWhatIsCommittedWithoutTransactionsToo() {
    StreamsConfig config = config(ProcessingGuarantee.AT_LEAST_ONCE, Map.of());
    assertThat(config.getString("processing.guarantee")).isEqualTo("at_least_once");
    assertThat(config.getMainConsumerConfigs("ingest", "client", 0))
        .containsEntry("isolation.level", "read_committed");
    assertThat(config.getRestoreConsumerConfigs("client"))
        .containsEntry("isolation.level", "read_committed");
  }

  @Test
  void theUsersSettingsWinWithAClientsPrefixOrWithout() {
    StreamsConfig config =
        config(
            ProcessingGuarantee.EXACTLY_ONCE_V2,
            Map.of(
                "session.timeout.ms", "20000",
                "consumer.max.poll.records", "7",
                "compression.type", "zstd",
                "security.protocol", "SASL_SSL"));
    assertThat(config.getMainConsumerConfigs("ingest", "client", 0))
        .containsEntry("session.timeout.ms", "20000")
        .containsEntry("max.poll.records", "7")
        .containsEntry("security.protocol", "SASL_SSL");
    assertThat(config.getProducerConfigs("client")).containsEntry("compression.type", "zstd");
  }

  @ParameterizedTest
  @CsvSource({
    "processing.guarantee, at_least_once, --processing-guarantee",
    "application.id, other, --application-id",
    "isolation.level, read_uncommitted, only 'read_committed' is allowed",
    "main.consumer.isolation.level, read_uncommitted, main.consumer.isolation.level",
    "producer.enable.idempotence, false, counted twice",
    "acks, 1, is '1'",
    "consumer.enable.auto.commit, true, could be lost",
    "production.exception.handler, org.example.Continue, production.exception.handler",
  })
  void refusesWhatWouldBreakThePromise(String name, String value, String message) {
    assertThatThrownBy(() -> config(ProcessingGuarantee.EXACTLY_ONCE_V2, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(message);
  }

  @Test
  void takesTheSameSettingsWhereTheyKeepThePromise() {
    config(
        ProcessingGuarantee.EXACTLY_ONCE_V2,
        Map.of("isolation.level", "read_committed", "enable.idempotence", "true", "acks", "-1"));
  }

  private static StreamsConfig config(ProcessingGuarantee guarantee, Map<String, String> users) {
    Properties properties =
        new StreamsSettings(
                "ingest", Path.of("state"), 1, guarantee, new KafkaConnection("broker:9092", users))
            .properties();
    return new StreamsConfig(properties);
  }
}
