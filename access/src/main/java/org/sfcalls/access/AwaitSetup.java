package org.sfcalls.access;

import picocli.CommandLine.Option;

/** The option of programs that may be started before their topics and schemas are there. */
public final class AwaitSetup {

  @Option(
      names = "--await-setup",
      description =
          "Wait for topics and schemas that are missing, as long as for the broker and the registry:"
              + " another program is creating them. Without it, missing ones are a failure.")
  private boolean given;

  /** Whether all is being set up at this moment. */
  public boolean given() {
    return given;
  }
}
