package org.sfcalls.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sfcalls.sandbox.SandboxException;

class PortTest {
  @Test
  void everyTakenPortIsReportedByNameNumberAndOption() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0)) {
      List<Port> wanted =
          List.of(
              new Port("Kafka broker", "--kafka-port", one.getLocalPort()),
              new Port("Kafka controller", "--controller-port", 0),
              new Port("schema registry", "--registry-port", other.getLocalPort()));

      assertThatThrownBy(() -> Port.settle(wanted))
          .hasMessageContaining("port " + one.getLocalPort() + " for the Kafka broker is taken")
          .hasMessageContaining("choose another with --kafka-port")
          .hasMessageContaining(
              "port " + other.getLocalPort() + " for the schema registry is taken")
          .hasMessageNotContaining("controller")
          .isInstanceOfSatisfying(
              SandboxException.class,
              e -> assertThat(e.exitCode()).isEqualTo(SandboxException.REFUSED));
    }
  }

  @Test
  void zerosBecomeDifferentFreePorts() {
    List<Port> settled =
        Port.settle(
            List.of(new Port("a", "--a", 0), new Port("b", "--b", 0), new Port("c", "--c", 0)));

    assertThat(settled).extracting(Port::number).doesNotHaveDuplicates().allMatch(port -> port > 0);
  }

  @Test
  void aPortAskedForTwiceIsRefused() {
    int free = Port.settle(List.of(new Port("a", "--a", 0))).get(0).number();

    assertThatThrownBy(
            () -> Port.settle(List.of(new Port("a", "--a", free), new Port("b", "--b", free))))
        .hasMessageContaining("for the b is asked for twice");
  }

  @Test
  void aNumberThatIsNoPortIsRefused() {
    assertThatThrownBy(() -> new Port("a", "--a", 65_536))
        .hasMessageContaining("--a=65536")
        .hasMessageContaining("1 to 65535");
  }
}
