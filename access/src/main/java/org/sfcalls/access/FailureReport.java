package org.sfcalls.access;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Tells the user of a failure in one message, and the shell by the exit code. Messages may quote an
 * input file or an option, so what could steer a terminal is escaped.
 */
public final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier debug;

  /**
   * @param debug whether to show stack traces too
   */
  public FailureReport(BooleanSupplier debug) {
    this.debug = debug;
  }

  /** Options that can't be: exit code 2. */
  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(PayloadText.lines(name + ": " + e.getMessage()));
    command.getErr().println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  /** Work that could not be done: exit code 1. */
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    String message =
        e instanceof CommandFailure
            ? e.getMessage()
            : e + " (a bug in the program: --debug shows where)";
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(PayloadText.lines(name + ": " + message));
    if (debug.getAsBoolean()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      command.getErr().print(PayloadText.lines(trace.toString()));
      command.getErr().flush();
    }
    return ExitCode.SOFTWARE;
  }
}
