package org.sfcalls.sandbox.command;

import java.io.PrintStream;
import org.sfcalls.access.FailureReport;
import org.sfcalls.sandbox.SandboxException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The sandbox's command line. */
@Command(name = "sfcalls", description = "Runs the whole pipeline on this machine, without Docker.")
public final class Commands {
  private Commands() {}

  /** The command line, ready to execute. */
  public static CommandLine line(PrintStream out, PrintStream err) {
    CommandLine line =
        new CommandLine(new Commands())
            .addSubcommand(new RunCommand(out, err))
            .addSubcommand(new UpCommand(out));
    line.addMixin("help", new HelpOption());
    line.getSubcommands().values().forEach(command -> command.addMixin("help", new HelpOption()));
    return line.setUsageHelpWidth(100)
        .setParameterExceptionHandler(new FailureReport(() -> false))
        .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err));
  }

  private static int report(Exception failure, PrintStream err) throws Exception {
    if (failure instanceof SandboxException expected) {
      err.println(expected.getMessage());
      return expected.exitCode();
    }
    throw failure;
  }
}
