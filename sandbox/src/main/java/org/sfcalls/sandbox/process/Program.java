package org.sfcalls.sandbox.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to start as a process of its own.
 *
 * @param name what people call it, as in messages and in its log's name
 * @param command executable and arguments
 * @param environment variables set beside the launcher's own
 * @param directory working directory
 * @param log file that its standard output and error are appended to
 */
public record Program(
    String name, List<String> command, Map<String, String> environment, Path directory, Path log) {
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
