package org.sfcalls.dashboard.storing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that has a store's file open until it is closed. */
final class OtherProgram implements AutoCloseable {
  private static final String OPEN = "open";

  private final Process process;
  private final BufferedReader output;

  private OtherProgram(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  static OtherProgram holding(Path file) throws IOException {
    return new OtherProgram(program(OtherProgram.class, file.toString()).start());
  }

  /** A JVM with the class path of the tests; what it says against is said here. */
  static ProcessBuilder program(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Waits until it has opened the file; false when it could not. */
  boolean hasTheFile() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(OPEN)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public static void main(String[] arguments) throws IOException {
    try (Store store = Store.open(Path.of(arguments[0]), false)) {
      System.out.println(store.version() >= 0 ? OPEN : "");
      int end = System.in.read();
      System.out.println(end);
    }
  }
}
