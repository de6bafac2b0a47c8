package org.sfcalls.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ToolsMainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsOfABadOptionInOneMessageAndWhereHelpIs() {
    assertThat(run("replay", "--input", "calls.json", "--speed", "fast")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "sfcalls replay: --speed is 'fast', a number above 0 or 'max' is allowed",
            "Try 'sfcalls replay --help'.");
  }

  @Test
  void refusesOptionsThatDoNotGoTogether() {
    assertThat(run("replay", "--input", "a", "--generate", "5")).isEqualTo(2);
    assertThat(run("replay", "--input", "a", "--speed", "6", "--rate", "7")).isEqualTo(2);
    assertThat(run("replay", "--input", "a", "--seed", "7")).isEqualTo(2);
    assertThat(run("replay", "--generate", "5", "--order", "as-is")).isEqualTo(2);
    assertThat(run("replay", "--input", "a", "--order", "random")).isEqualTo(2);
    assertThat(run("replay", "--input", "a", "--sort-memory", "0")).isEqualTo(2);
    assertThat(run("replay", "--input", "a", "--final", "--topic", "b")).isEqualTo(2);
    assertThat(run("replay", "--input", "a", "--final-wait", "9s")).isEqualTo(2);
    assertThat(run("replay")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--seed is for --generate")
        .contains("--order is for --input")
        .contains("event-time or as-is is allowed")
        .contains("--sort-memory is 0 MB")
        .contains("--topic is 'b', with --final only calls.raw is allowed")
        .contains("--final-wait is for --final");
  }

  @Test
  void refusesToMakeUpCallsThatIngestWouldReject() {
    String file = folder.resolve("calls.ndjson").toString();
    assertThat(run("generate", "--count", "100000000", "--calls-per-day=2200", "--out", file))
        .isEqualTo(2);
    assertThat(run("replay", "--generate", "100000000", "--calls-per-day=2200")).isEqualTo(2);
    assertThat(run("generate", "--count", "1", "--from", "1999-01-01", "--out", file)).isEqualTo(2);
    assertThat(err.toString())
        .contains("sfcalls generate: 100000000 calls (--count or --generate) from 2018-01-01")
        .contains("sfcalls replay: 100000000 calls")
        .contains("or --calls-per-day=")
        .contains("--from is 1999-01-01");
    assertThat(folder.resolve("calls.ndjson")).doesNotExist();
  }

  @Test
  void refusesToSelectDeadLettersInTwoWaysOrInNone() {
    assertThat(run("redrive")).isEqualTo(2);
    assertThat(run("redrive", "--all", "--reason", "BAD_DATE")).isEqualTo(2);
    assertThat(run("redrive", "--offset", "12")).isEqualTo(2);
    assertThat(run("redrive", "--reason", "bad date")).isEqualTo(2);
    assertThat(run("redrive", "--all", "--max-attempts", "0")).isEqualTo(2);
    assertThat(run("rejected", "--since", "yesterday")).isEqualTo(2);
    assertThat(run("rejected", "--since", "1h", "--until", "2h")).isEqualTo(2);
    assertThat(run("rejected", "--max", "-1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'12' is not a place: use PARTITION:OFFSET")
        .contains("'bad date' is not a reason")
        .contains("--max-attempts is 0")
        .contains("--since is 'yesterday'")
        .contains("nothing is between them")
        .contains("--max is -1");
  }

  @Test
  void tellsOfAFailureInOneLineAndShowsWhereOnlyWhenAsked() {
    String absent = folder.resolve("absent.json").toString();
    assertThat(run("replay", "--input", absent)).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("sfcalls replay: " + absent + ": there is no such file; nothing was sent");
    assertThat(run("replay", "--debug", "--input", absent)).isEqualTo(1);
    assertThat(err.toString()).contains("\tat org.sfcalls.tools");
  }

  @Test
  void showsNothingOfAnInputThatWouldSteerTheTerminal() throws IOException {
    Path file = Files.writeString(folder.resolve("calls.json"), "[{\"a\":x\u009b31m\u202e}]");
    String out = folder.resolve("profile.tsv").toString();
    assertThat(run("profile", "--debug", "--input", file.toString(), "--out", out)).isEqualTo(1);
    assertThat(run("replay", "--input", "a", "--speed", "\u001b[2J")).isEqualTo(2);
    assertThat(err.toString())
        .contains("\\u009b")
        .contains("\\u001b[2J")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n\t]]");
  }

  @Test
  void helpsWithEveryCommand() {
    for (String command :
        new String[] {
          "replay", "generate", "profile", "consume", "rejected", "redrive", "schemas"
        }) {
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: sfcalls " + command);
    }
    assertThat(out.toString()).contains("Default: 127.0.0.1:9092", "Default: read_committed");
  }

  private int run(String... arguments) {
    CommandLine commandLine = ToolsMain.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
