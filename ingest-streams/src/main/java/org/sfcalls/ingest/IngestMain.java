package org.sfcalls.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.sfcalls.ingest.command.CommandFailure;
import org.sfcalls.ingest.consume.ConsumeCommand;
import org.sfcalls.ingest.generate.GenerateCommand;
import org.sfcalls.ingest.generate.ProfileCommand;
import org.sfcalls.ingest.replay.ReplayCommand;
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
      ReplayCommand.class,
      GenerateCommand.class,
      ProfileCommand.class,
      ConsumeCommand.class
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
    CommandLine commandLine = new CommandLine(main);
    commandLine.getCommandSpec().versionProvider(IngestMain::version);
    for (CommandLine command : commandLine.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(IngestMain::version);
    }
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(failure -> ExitCode.SOFTWARE)
        .setParameterExceptionHandler(IngestMain::badOption)
        .setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
  }

  /** The version that Maven wrote into the jar. */
  private static String[] version() throws IOException {
    Properties maven = new Properties();
    try (InputStream in =
        IngestMain.class.getResourceAsStream(
            "/META-INF/maven/org.sfcalls/ingest-streams/pom.properties")) {
      if (in != null) {
        maven.load(in);
      }
    }
    return new String[] {"sfcalls " + maven.getProperty("version", "(not packaged)")};
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
