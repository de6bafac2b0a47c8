package org.sfcalls.sandbox.command;

import picocli.CommandLine.Option;

/** {@code --help} on every command. */
final class HelpOption {
  // Picocli looks at it.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text")
  private boolean asked;
}
