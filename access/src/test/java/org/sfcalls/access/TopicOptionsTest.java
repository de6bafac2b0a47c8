package org.sfcalls.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TopicOptionsTest {
  private final StringWriter err = new StringWriter();

  @Command(name = "read")
  private static final class Read implements Runnable {
    @Mixin private TopicOptions options;
    private String raw;

    @Override
    public void run() {
      raw = options.topics().raw();
    }
  }

  private final Read read = new Read();

  @Test
  void topicsBeginWithCallsUnlessAPrefixIsGiven() {
    assertThat(run()).isZero();
    assertThat(read.raw).isEqualTo("calls.raw");
    assertThat(run("--topic-prefix", "team-a.staging")).isZero();
    assertThat(read.raw).isEqualTo("team-a.staging.raw");
  }

  @Test
  void anInvalidPrefixIsRefusedInOneLine() {
    assertThat(run("--topic-prefix", "a b\u001b")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "read: --topic-prefix: invalid topic prefix 'a b\\u001b': use 1 to 190 letters, digits,"
                + " dots, underscores and hyphens, for example staging",
            "Try 'read --help'.");
  }

  private int run(String... line) {
    return new CommandLine(read)
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(new FailureReport(() -> false))
        .execute(line);
  }
}
