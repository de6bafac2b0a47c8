package org.sfcalls.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpTellsWhatHappensWithoutASubcommandAndHowLongItTakes() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString())
        .contains("Without COMMAND it measures", "40 minutes", "--quick", "--input", "--data")
        .contains("ingest", "analytics", "latency", "startup", "dashboard", "micro");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsRefusedBeforeAnythingStarts() {
    assertThat(execute("--quick", "--input", "nowhere.json")).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo(
            """
            sfcalls bench: --input is nowhere.json, and there is no such file to read
            Try 'sfcalls bench --help'.
            """);
  }

  @Test
  void anOptionOfThePageBeforeASubcommandIsRefused() {
    assertThat(execute("--quick", "--data=here", "startup")).isEqualTo(2);

    assertThat(err.toString())
        .contains(
            "--quick, --data before startup is without effect; give the options of startup after"
                + " its name");
  }

  @Test
  void subcommandsRefuseTheirOwnOptionsAndHaveTheirHelp() {
    assertThat(execute("--debug", "startup", "--help")).isZero();
    assertThat(execute("frobnicate")).isEqualTo(2);
    assertThat(execute("startup", "--quick")).isEqualTo(2);

    assertThat(out.toString()).contains("--runs=<runs>");
    assertThat(err.toString()).contains("frobnicate", "--quick");
  }

  private int execute(String... arguments) {
    CommandLine command = BenchMain.commandLine();
    return command
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
