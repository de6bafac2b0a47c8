package org.sfcalls.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import org.sfcalls.access.FailureReport;
import org.sfcalls.access.ProgramRun;
import org.sfcalls.access.ProgramVersion;
import org.sfcalls.tools.account.AccountCommand;
import org.sfcalls.tools.consume.ConsumeCommand;
import org.sfcalls.tools.contracts.SchemasCommand;
import org.sfcalls.tools.deadletter.RedriveCommand;
import org.sfcalls.tools.deadletter.RejectedCommand;
import org.sfcalls.tools.doctor.DoctorCommand;
import org.sfcalls.tools.generate.GenerateCommand;
import org.sfcalls.tools.generate.ProfileCommand;
import org.sfcalls.tools.replay.ReplayCommand;
import org.sfcalls.tools.topics.TopicsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands for operators: exit code 0 for done, 1 for failed, 2 for bad options. */
@Command(
    name = "sfcalls",
    description = "San Francisco's police calls as a stream that accounts for every call.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ReplayCommand.class,
      GenerateCommand.class,
      ProfileCommand.class,
      ConsumeCommand.class,
      AccountCommand.class,
      RejectedCommand.class,
      RedriveCommand.class,
      SchemasCommand.class,
      TopicsCommand.class,
      DoctorCommand.class
    })
public final class ToolsMain {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private ToolsMain() {}

  public static void main(String[] arguments) {
    // Records may hold any character, whatever the machine's own encoding is.
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8), true);
    ProgramRun.andExit(() -> commandLine().setOut(out).execute(arguments));
  }

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    ToolsMain main = new ToolsMain();
    FailureReport report = new FailureReport(() -> main.debug);
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }
}
