package org.sfcalls.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.sfcalls.sandbox.command.Commands;

/** Entry point of the launcher: {@code run} and {@code up}. */
public final class SandboxMain {
  private SandboxMain() {}

  /** Exits 0 when all is well, 1 on failure, 2 when nothing was started. */
  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "sandbox-logback.xml");
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    System.exit(Commands.line(out, err).execute(arguments));
  }
}
