package org.sfcalls.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class IngestMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void refusesOptionsThatCanNotBeBeforeAnythingIsContacted() {
    assertThat(run("ingest", "--threads", "0")).isEqualTo(2);
    assertThat(run("ingest", "--http", "8090")).isEqualTo(2);
    assertThat(run("ingest", "--registry-wait", "long")).isEqualTo(2);
    assertThat(run("ingest", "--earliest", "yesterday")).isEqualTo(2);
    assertThat(run("ingest", "--max-record-bytes", "0")).isEqualTo(2);
    assertThat(run("ingest", "--max-text-length", "1000000")).isEqualTo(2);
    assertThat(run("ingest", "--processing-guarantee", "exactly_once")).isEqualTo(2);
    assertThat(run("ingest", "--kafka.property", "isolation.level=read_uncommitted")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--threads is 0")
        .contains("--http is '8090', HOST:PORT")
        .contains("invalid duration 'long'")
        .contains("invalid date 'yesterday': use a form such as")
        .contains("--max-record-bytes is 0, a number from 1 to 16777216")
        .contains("--max-text-length is 1000000, a number from 1 to 10000")
        .contains("[EXACTLY_ONCE_V2, AT_LEAST_ONCE]")
        .contains("isolation.level is 'read_uncommitted'");
  }

  @Test
  void showsItsDefaultsAsHelp() {
    assertThat(run("ingest", "--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: sfcalls ingest", "Default: 127.0.0.1:9092", "Default: exactly_once_v2");
  }

  private int run(String... arguments) {
    CommandLine commandLine = IngestMain.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
