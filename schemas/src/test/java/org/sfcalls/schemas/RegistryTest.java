package org.sfcalls.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sfcalls.schemas.Registry.RegistryException;

class RegistryTest {

  @Test
  void aRegistryThatDoesNotAnswerIsNamedWithoutItsPassword() throws IOException {
    int port = unusedPort();
    Registry registry = new Registry("http://me:hunter2@127.0.0.1:" + port + "/apis/ccompat/v7");

    assertThatThrownBy(() -> registry.schema(7))
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.notFound()).isFalse())
        .hasMessageContaining("http://127.0.0.1:" + port + "/apis/ccompat/v7 does not answer")
        .hasMessageContaining("get schema 7")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void noPasswordOfSeveralAddressesIsShown() throws IOException {
    int port = unusedPort();
    Registry registry =
        new Registry(
            "http://me:hun/ter2@127.0.0.1:" + port + ",http://me:secret@127.0.0.1:" + port);

    assertThatThrownBy(() -> registry.schema(7))
        .isInstanceOf(RegistryException.class)
        .message()
        .doesNotContain("ter2", "secret");
  }

  @ParameterizedTest
  @CsvSource({
    "basic.auth.credentials.source=USER_INFO basic.auth.user.info=me:hunter2, Basic bWU6aHVudGVyMg==",
    "bearer.auth.credentials.source=STATIC_TOKEN bearer.auth.token=4711, Bearer 4711",
  })
  void credentialsReachTheRegistry(String settings, String expected) throws IOException {
    AtomicReference<String> sent = new AtomicReference<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          sent.set(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] answer = "{\"schema\":\"\\\"string\\\"\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      Map<String, String> given =
          Arrays.stream(settings.split(" "))
              .map(setting -> setting.split("=", 2))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(new Registry(url, given).schema(7))
          .isEqualTo(SchemaBuilder.builder().stringType());
    } finally {
      server.stop(0);
    }
    assertThat(sent).hasValue(expected);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
