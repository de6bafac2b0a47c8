package org.sfcalls.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

class TuneCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void namesAHome() {
    System.setProperty(Installation.HOME, folder.toString());
  }

  @AfterEach
  void forgetsIt() {
    System.clearProperty(Installation.HOME);
  }

  @Test
  void helpTellsTheDefaultsAndExamples() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString())
        .contains("Default: standard", "--preset original", "--quick", "Examples:");
  }

  @Test
  void refusesTwoPresets() {
    assertThat(execute("--quick", "--full")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--preset, --quick and --full exclude each other");
  }

  @Test
  void refusesASettingThatThereIsNot() {
    assertThat(execute("--only=shuffles")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'shuffles'", "shuffle-partitions");
  }

  @Test
  void refusesSettingsOfWhichThePresetHasNothing() {
    assertThat(execute("--preset=original", "--only=compression")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--only is [compression]", "preset original");
  }

  @Test
  void refusesAnInputThatIsNotThere() {
    assertThat(execute("--input=" + folder.resolve("calls.json"))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("calls.json", "there is no such file");
  }

  @Test
  void refusesFiguresThatCanNotBe() {
    assertThat(execute("--calls=0")).isEqualTo(ExitCode.USAGE);
    assertThat(execute("--rounds=0")).isEqualTo(ExitCode.USAGE);
    assertThat(execute("--rate=0")).isEqualTo(ExitCode.USAGE);
    assertThat(execute("--seconds=-1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains(
            "--calls is 0, at least 1",
            "--rounds is 0, at least 1",
            "--rate is 0, at least 1",
            "--seconds is -1, at least 0");
  }

  private int execute(String... arguments) {
    CommandLine line = TuneCommand.commandLine();
    return line.setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(out, true))
        .execute(arguments);
  }
}
