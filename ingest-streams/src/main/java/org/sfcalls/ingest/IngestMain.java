package org.sfcalls.ingest;

import org.sfcalls.command.FailureReport;
import org.sfcalls.command.ProgramVersion;
import org.sfcalls.ingest.consume.ConsumeCommand;
import org.sfcalls.ingest.contracts.SchemasCommand;
import org.sfcalls.ingest.deadletter.RedriveCommand;
import org.sfcalls.ingest.deadletter.RejectedCommand;
import org.sfcalls.ingest.doctor.DoctorCommand;
import org.sfcalls.ingest.generate.GenerateCommand;
import org.sfcalls.ingest.generate.ProfileCommand;
import org.sfcalls.ingest.replay.ReplayCommand;
import org.sfcalls.ingest.topics.TopicsCommand;
import org.sfcalls.ingest.topology.IngestCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands of the ingest module: exit code 0 for done, 1 for failed, 2 for bad options. */
@Command(
    name = "sfcalls",
    description = "San Francisco's police calls as a stream that accounts for every call.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IngestCommand.class,
      ReplayCommand.class,
      GenerateCommand.class,
      ProfileCommand.class,
      ConsumeCommand.class,
      RejectedCommand.class,
      RedriveCommand.class,
      SchemasCommand.class,
      TopicsCommand.class,
      DoctorCommand.class
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
    FailureReport report = new FailureReport(() -> main.debug);
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }
}
