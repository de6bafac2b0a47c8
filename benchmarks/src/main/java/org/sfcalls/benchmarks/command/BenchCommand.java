package org.sfcalls.benchmarks.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A benchmark that starts programs in a folder of its own. Prints its report; the exit code is 0
 * when all is as it must be, otherwise 1.
 */
public abstract class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for data and logs; what is in it is deleted first. Default: .sfcalls/bench in the"
              + " project's folder.",
      showDefaultValue = Visibility.NEVER)
  private Path data;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  /**
   * Measures, and tells on the standard error how far it is; nothing when it was stopped by a
   * signal.
   *
   * @throws ParameterException naming the option, its value and what is allowed
   * @throws org.sfcalls.access.CommandFailure when it fails, or what came out is not what it must
   *     be
   * @throws org.sfcalls.sandbox.SandboxException when a program does not start, or dies
   */
  public abstract Optional<? extends BenchReport> measure();

  @Override
  public final Integer call() {
    Optional<? extends BenchReport> report = measure();
    if (report.isEmpty()) {
      return ExitCode.SOFTWARE;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      // Between progress and report on a terminal, and not in a file.
      spec.commandLine().getErr().println();
    }
    out.println(json ? report.get().json() : report.get().text());
    out.flush();
    return report.get().met() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** The folder that was named; none where it is the usual one. */
  protected final Optional<Path> data() {
    return Optional.ofNullable(data);
  }

  /** Where everything that is started keeps its data and logs. */
  protected final Path folder(Installation installation) {
    return data == null ? installation.defaultData().resolve("bench") : data;
  }

  /** To be thrown when options can't be: {@code why} names one, its value and what is allowed. */
  protected final ParameterException refused(IllegalArgumentException why) {
    return new ParameterException(spec.commandLine(), why.getMessage(), why);
  }
}
