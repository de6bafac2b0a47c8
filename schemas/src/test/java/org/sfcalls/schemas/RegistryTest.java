package org.sfcalls.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
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

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
