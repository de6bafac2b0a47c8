package org.sfcalls.sandbox.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of {@code ./sfcalls}, without its check of what must be built. */
final class Launcher {

  /** The project's folder. */
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private Launcher() {}

  /** A command of the sandbox. */
  static ProcessBuilder of(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(java(), "-Xmx512m", "-XX:+UseSerialGC", "-Dsfcalls.home=" + HOME, "-cp"));
    command.add(
        HOME.resolve("sandbox/target/sandbox.jar") + ":" + HOME.resolve("sandbox/target/lib/*"));
    command.add("org.sfcalls.sandbox.SandboxMain");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** A command of the ingest tier. */
  static ProcessBuilder ofIngest(String... arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "-cp"));
    command.add(
        HOME.resolve("ingest-streams/target/ingest-streams.jar")
            + ":"
            + HOME.resolve("ingest-streams/target/lib/*"));
    command.add("org.sfcalls.ingest.IngestMain");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
