package org.sfcalls.sandbox.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to start as a process of its own.
 *
 * @param name what people call it, as in messages and in its log's name
 * @param command executable and arguments
 * @param environment variables set beside the launcher's own
 * @param directory working directory
 * @param log file that its standard output and error are appended to
 * @param result file for its standard output instead, in place of what the file held; the standard
 *     error is then the launcher's own
 * @param archive the archive of its classes, where it has one
 */
public record Program(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Path log,
    Optional<Path> result,
    Optional<ClassArchive> archive) {
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A program whose output all goes to its log. */
  public Program(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log) {
    this(name, command, environment, directory, log, Optional.empty(), Optional.empty());
  }

  /** The same, with its standard output in a file of its own. */
  public Program into(Path result) {
    return new Program(name, command, environment, directory, log, Optional.of(result), archive);
  }

  /** The same, with an archive of its classes; its command has the options for it. */
  public Program with(ClassArchive archive) {
    return new Program(name, command, environment, directory, log, result, Optional.of(archive));
  }
}
