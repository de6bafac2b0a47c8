package org.sfcalls.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that ran on this machine.
 *
 * @param exitCode what it ended with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record HostCommand(int exitCode, String out, String err) {

  /** The project's folder. */
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /** Runs a command to its end. */
  static HostCommand run(Map<String, String> environment, Duration limit, List<String> command) {
    try {
      Path out = Files.createTempFile("sfcalls-out", ".log");
      Path err = Files.createTempFile("sfcalls-err", ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(HOME.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(
              command + " does not end:\n" + Files.readString(out) + Files.readString(err));
        }
        return new HostCommand(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new AssertionError(command + " can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** {@code ./sfcalls} with these arguments. */
  static HostCommand sfcalls(String... arguments) {
    return run(Map.of(), Duration.ofMinutes(5), sfcallsLine(arguments));
  }

  /** The command line of {@code ./sfcalls} with these arguments. */
  static List<String> sfcallsLine(String... arguments) {
    List<String> line = new ArrayList<>(List.of(HOME.resolve("sfcalls").toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  /** This, if it ended with 0. */
  HostCommand succeeded() {
    if (exitCode != 0) {
      throw new AssertionError(this);
    }
    return this;
  }
}
