package org.sfcalls.tools.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sfcalls.access.FailureReport;
import picocli.CommandLine;

/** What the user is told when there is no registry to work with; SchemasIT meets a real one. */
class SchemasCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "register"})
  void aRegistryThatIsNotThereIsToldWithItsAddressAndTheOption(String command) throws IOException {
    String address = serverThatAnswers(200, "[]");
    server.stop(0);

    assertThat(run(command, "--registry", address)).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("schemas " + command + ": the schema registry at " + address)
        .contains("does not answer (asked to list its subjects)", "--registry must be");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>Not found</html>", "{\"status\":404,\"title\":\"none\"}"})
  void anAddressWithoutARegistryIsNotTakenForARegistryWithoutSubjects(String body)
      throws IOException {
    String address = serverThatAnswers(404, body);

    assertThat(run("check", "--registry", address)).isEqualTo(1);
    assertThat(err.toString())
        .contains("the schema registry at " + address + " refused to list its subjects")
        .contains("--registry must be the base address")
        .contains("/apis/ccompat/v7");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aRegistryThatWantsAnotherUserIsToldWithTheSettingsThatNameOne(int status)
      throws IOException {
    String address =
        serverThatAnswers(status, "{\"error_code\":" + status + ",\"message\":\"no\"}");

    assertThat(run("register", "--registry", address.replace("://", "://me:hunter2@")))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("it needs a user with that right", "basic.auth.user.info=USER:PASSWORD")
        .doesNotContain("hunter2", "--registry must be");
  }

  @Test
  void whatTheRegistrySaysCanNotSteerTheTerminal() throws IOException {
    String address =
        serverThatAnswers(500, "{\"error_code\":500,\"message\":\"\\u001b[2J\\u202e\"}");

    assertThat(run("check", "--registry", address)).isEqualTo(1);
    assertThat(err.toString())
        .contains("\\u001b[2J\\u202e")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n\t]]");
  }

  private String serverThatAnswers(int status, String body) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/apis/ccompat/v7";
  }

  private int run(String... arguments) {
    return new CommandLine(new SchemasCommand())
        .setExecutionExceptionHandler(new FailureReport(() -> false))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
