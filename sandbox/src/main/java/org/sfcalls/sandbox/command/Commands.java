package org.sfcalls.sandbox.command;

import java.io.PrintStream;
import org.sfcalls.sandbox.SandboxException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The sandbox's command line. */
@Command(name = "sfcalls", description = "Runs the whole pipeline on this machine, without Docker.")
public final class Commands {
  @Mixin private HelpOption help;

  private Commands() {}

  /** The command line, ready to execute. */
  public static CommandLine line(PrintStream out, PrintStream err) {
    return new CommandLine(new Commands())
        .addSubcommand(new RunCommand(out, err))
        .addSubcommand(new UpCommand(out))
        .addSubcommand(new AccountCommand(out))
        .setUsageHelpWidth(100)
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
