package org.sfcalls.access;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientPropertiesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SFCALLS_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
          "SFCALLS_KAFKA_SASL_MECHANISM", "PLAIN",
          "SFCALLS_KAFKA_CLIENT_ID", "environment",
          "PATH", "/bin");

  private final ClientProperties properties = new ClientProperties("SFCALLS_KAFKA_", ENVIRONMENT);
  @TempDir Path folder;

  @Test
  void theCommandLineWinsOverTheFileAndTheFileOverTheEnvironment() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"), "sasl.mechanism=SCRAM-SHA-512\nclient.id=file\n");
    assertThat(properties.with(file, Map.of("client.id", "option")))
        .containsOnly(
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
            Map.entry("client.id", "option"));
  }

  @Test
  void aFileIsInUtf8WithOrWithoutAByteOrderMark() throws IOException {
    Path file = folder.resolve("client.properties");
    for (String mark : List.of("", "\uFEFF")) {
      Files.writeString(file, mark + "ssl.truststore.location=/home/josé/trust.jks\nacks=all\n");
      assertThat(properties.with(file, Map.of()))
          .containsEntry("ssl.truststore.location", "/home/josé/trust.jks")
          .containsEntry("acks", "all");
    }
  }

  @Test
  void aFileThatIsNotInUtf8IsRefused() throws IOException {
    Path file = Files.write(folder.resolve("utf16.properties"), "acks=all".getBytes(UTF_16));
    assertThatThrownBy(() -> properties.with(file, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + " can't be read as text in UTF-8");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    Path absent = folder.resolve("absent.properties");
    assertThatThrownBy(() -> properties.with(absent, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(absent.toString());
  }

  @Test
  void secretsDoNotShowWhenAConnectionIsPrinted() {
    KafkaConnection connection =
        new KafkaConnection("broker:9092", Map.of("sasl.jaas.config", "password=\"secret\""));
    assertThat(connection.toString()).contains("broker:9092", "sasl.jaas.config");
    assertThat(connection.toString()).doesNotContain("secret");
    assertThat(connection.settings(Map.of("acks", "all")))
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("sasl.jaas.config", "password=\"secret\"")
        .containsEntry("acks", "all");
  }
}
