package org.sfcalls.benchmarks.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sfcalls.benchmarks.calls.CallSupply;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The calls that a benchmark runs on. */
public final class InputOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Calls: a JSON array or one object a line, plain or gzip. They come again in other weeks,"
              + " under other ids, until there are enough for a run. Without it, calls are made up.")
  private Path input;

  /** The file; none where calls are made up. */
  public Optional<Path> file() {
    if (input != null && !Files.isReadable(input)) {
      throw new ParameterException(
          command.commandLine(), "--input is " + input + ", and there is no such file to read");
    }
    return Optional.ofNullable(input);
  }

  public CallSupply supply() {
    return CallSupply.of(file().orElse(null));
  }
}
