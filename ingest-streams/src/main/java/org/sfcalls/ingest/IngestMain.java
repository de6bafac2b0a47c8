package org.sfcalls.ingest;

import org.sfcalls.access.FailureReport;
import org.sfcalls.access.ProgramRun;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.ingest.topology.IngestCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command of the ingest program: exit code 0 for done, 1 for failed, 2 for bad options. */
@Command(
    name = "sfcalls",
    description = "San Francisco's police calls as a stream that accounts for every call.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {IngestCommand.class})
public final class IngestMain {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private IngestMain() {}

  public static void main(String[] arguments) {
    ProgramRun.andExit(() -> commandLine().execute(arguments));
  }

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    IngestMain main = new IngestMain();
    FailureReport report = new FailureReport(() -> main.debug);
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }
}
