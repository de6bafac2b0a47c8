package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionTest {

  @Test
  void doNotShowTheirSecrets() {
    assertThat(new KafkaConnection("host:1", Map.of("sasl.jaas.config", "secret")).toString())
        .isEqualTo("host:1 [sasl.jaas.config]");
    assertThat(
            new RegistryConnection(
                    "http://me:secret@host", Map.of("basic.auth.user.info", "secret"))
                .toString())
        .isEqualTo("http://***@host [basic.auth.user.info]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryConnection.to("ftp://me:secret@host"))
        .withMessageContaining("'ftp://***@host'");
  }

  @Test
  void theUsersSettingsWinAndTheAddressAlwaysStays() {
    KafkaConnection kafka =
        new KafkaConnection("host:1", Map.of("acks", "1", "bootstrap.servers", "other:2"));
    assertThat(kafka.options("kafka.", Map.of("acks", "all", "linger.ms", "5")))
        .isEqualTo(
            Map.of("kafka.acks", "1", "kafka.linger.ms", "5", "kafka.bootstrap.servers", "host:1"));
  }
}
