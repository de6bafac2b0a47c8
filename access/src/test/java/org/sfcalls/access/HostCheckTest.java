package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
  private final HostCheck check =
      new HostCheck(HttpAddress.parse("calls.city.example:80,other.example"));

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8092",
        "LOCALHOST",
        "127.0.0.1:8092",
        "10.0.3.7",
        "[::1]:8092",
        "[::1]",
        "ingest:8090",
        "calls.city.example",
        "Calls.City.Example:443",
        "other.example"
      })
  void answers(String host) {
    assertThat(check.refusal(host)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8092",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "sub.calls.city.example",
        "1.2.3.4.5",
        "0x7f.1"
      })
  void refuses(String host) {
    assertThat(check.refusal(host)).isPresent();
  }

  @Test
  void whatIsRefusedReachesNoTerminalUnescaped() {
    assertThat(check.refusal("evil.example\u001b[31m").orElseThrow())
        .doesNotContain("\u001b")
        .contains("--http HOST:PORT,NAME");
  }
}
