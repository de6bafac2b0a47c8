package org.sfcalls.sandbox.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a Java program that is tied to the launcher by {@link Tether}.
 *
 * @param tether jar that holds {@link Tether}
 * @param heap largest heap, as {@code -Xmx} takes it: {@code 384m}
 * @param temporary folder for the program's temporary files
 */
public record JavaCommand(Path tether, String heap, Path temporary) {

  /**
   * Executable and arguments.
   *
   * @param options JVM options beside those that every program gets
   * @param program {@code -cp}, class path and main class, and any arguments
   * @param arguments the program's own
   */
  public List<String> line(List<String> options, List<String> program, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A small first heap: the JVM would begin with a 64th of the machine.
    line.add("-Xms32m");
    line.add("-Xmx" + heap);
    line.add("-XX:+UseSerialGC");
    // A program without memory must end and be reported, not go on with a thread less.
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.add("-Djava.io.tmpdir=" + temporary);
    line.addAll(options);
    line.add(program.get(0));
    line.add(program.get(1) + ":" + tether);
    line.add(Tether.class.getName());
    line.addAll(program.subList(2, program.size()));
    line.addAll(arguments);
    return List.copyOf(line);
  }
}
