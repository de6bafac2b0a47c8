package org.sfcalls.benchmarks.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.sfcalls.access.FailureReport;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.benchmarks.jvm.MeasuredStack;
import org.sfcalls.benchmarks.report.BenchReport;
import org.sfcalls.sandbox.SandboxException;
import org.sfcalls.sandbox.stack.Installation;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A benchmark that starts programs in a folder of its own. Prints its report; the exit code is 0
 * when every figure keeps its limit, otherwise 1.
 */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    showDefaultValues = true,
    footerHeading = "%nExamples:%n")
public abstract class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder for data and logs; a benchmark deletes what is in it first. Default: .sfcalls/bench"
              + " in the project's folder, of tune .sfcalls/tune/PRESET.",
      showDefaultValue = Visibility.NEVER)
  private Path data;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object; progress goes to the standard error.")
  private boolean json;

  /** Measures, and reports the progress on the standard error; nothing when a signal stopped it. */
  public abstract Optional<BenchReport> measure();

  @Override
  public final Integer call() {
    Optional<BenchReport> report = measure();
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

  /** The folder that was named; none for the usual one. */
  protected final Optional<Path> data() {
    return Optional.ofNullable(data);
  }

  protected final Path folder() {
    return data().orElse(installation().defaultData().resolve("bench")).toAbsolutePath();
  }

  protected final Installation installation() {
    return Installation.current();
  }

  protected final MeasuredStack stack() {
    return new MeasuredStack(installation(), folder(), MeasuredStack.PARTITIONS);
  }

  protected final List<String> versions() {
    return MeasuredStack.versions(installation());
  }

  protected final ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** Refuses a number that is not allowed. */
  protected final void between(String option, long number, long least, long most) {
    if (number < least || number > most) {
      throw refused(
          most == Long.MAX_VALUE
              ? "%s is %d, at least %d is needed".formatted(option, number, least)
              : "%s is %d, %d to %d are allowed".formatted(option, number, least, most));
    }
  }

  public static CommandLine settled(CommandLine command, BooleanSupplier debug) {
    FailureReport report = new FailureReport(debug);
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              if (failure instanceof SandboxException expected) {
                line.getErr().println(expected.getMessage());
                return expected.exitCode();
              }
              return report.handleExecutionException(failure, line, parsed);
            });
  }
}
