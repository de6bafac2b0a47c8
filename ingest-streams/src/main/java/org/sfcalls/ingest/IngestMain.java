package org.sfcalls.ingest;

import org.sfcalls.ingest.command.CommandFailure;
import org.sfcalls.ingest.generate.GenerateCommand;
import org.sfcalls.ingest.generate.ProfileCommand;
import org.sfcalls.ingest.replay.ReplayCommand;
import org.sfcalls.ingest.topology.IngestCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands of the ingest module: exit code 0 for done, 1 for failed, 2 for bad options. */
@Command(
    name = "sfcalls",
    description = "San Francisco's police calls as a stream that accounts for every call.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IngestCommand.class,
      ReplayCommand.class,
      GenerateCommand.class,
      ProfileCommand.class
    })
public final class IngestMain {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private IngestMain() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    IngestMain main = new IngestMain();
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(failure -> ExitCode.SOFTWARE)
        .setParameterExceptionHandler(IngestMain::badOption)
        .setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
  }

  private static int badOption(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + e.getMessage());
    command.getErr().println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  private int failed(Exception e, CommandLine command) {
    boolean expected = e instanceof CommandFailure;
    String message =
        expected ? e.getMessage() : e + " (a fault of the program: --debug shows where)";
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    if (debug) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.SOFTWARE;
  }
}
