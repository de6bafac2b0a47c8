package org.sfcalls.dashboard;

import org.sfcalls.access.FailureReport;
import org.sfcalls.access.ProgramRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The dashboard: exit code 0 for done, 1 for failed, 2 for bad options. */
@Command(name = "sfcalls", subcommands = DashboardCommand.class)
public final class DashboardMain {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private DashboardMain() {}

  public static void main(String[] arguments) {
    ProgramRun.andExit(() -> commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    DashboardMain main = new DashboardMain();
    FailureReport report = new FailureReport(() -> main.debug);
    return new CommandLine(main)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report);
  }
}
