package org.sfcalls.analytics.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sfcalls.access.HttpAddress;
import org.sfcalls.analytics.progress.ProgressReport.Settings;
import org.sfcalls.schemas.Topics;
import picocli.CommandLine;

/** As a command line gives them. */
class ProgressOptionsTest {

  @Test
  void progressIsToldOverHttpAndToAGroupUnlessToldOtherwise() {
    assertThat(settings())
        .isEqualTo(
            new Settings(
                Optional.empty(),
                Optional.of(HttpAddress.parse("127.0.0.1:8091")),
                Optional.of("sfcalls-analytics")));
    assertThat(settings("--http", "0.0.0.0:0", "--group", "mine", "--progress-file", "p.json"))
        .isEqualTo(
            new Settings(
                Optional.of(Path.of("p.json")),
                Optional.of(HttpAddress.parse("0.0.0.0:0")),
                Optional.of("mine")));
    assertThat(settings("--http", "off", "--group", "off"))
        .isEqualTo(new Settings(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    assertThatThrownBy(() -> settings("--http", "here"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("here");
  }

  private static Settings settings(String... line) {
    ProgressOptions options = new ProgressOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("progress", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(line);
    return options.settings(Topics.withPrefix("calls"));
  }
}
