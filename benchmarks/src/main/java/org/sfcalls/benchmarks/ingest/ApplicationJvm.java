package org.sfcalls.benchmarks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sfcalls.command.CommandFailure;
import org.sfcalls.sandbox.stack.Stack;

/**
 * A JVM of its own for one variant in one mode; see {@link ApplicationMain}. It stays for all
 * rounds, so after the first its code is compiled, and no other variant's types spoil the compiled
 * code.
 */
final class ApplicationJvm implements AutoCloseable {
  private static final long END_SECONDS = 10;

  private final Variant variant;
  private final Mode mode;
  private final Path log;
  private final Process process;
  private final BufferedReader outcomes;

  private ApplicationJvm(Variant variant, Mode mode, Path log, Process process) {
    this.variant = variant;
    this.mode = mode;
    this.log = log;
    this.process = process;
    this.outcomes = process.inputReader(UTF_8);
  }

  /** Starts it, with the JVM options that the sandbox gives to {@code ingest}. */
  static ApplicationJvm start(Variant variant, Mode mode, Stack stack, BenchSettings settings) {
    String name = variant + "-" + mode;
    Path log = stack.log(name);
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx" + settings.heap(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
    if (settings.profile()) {
      // So that a sample in code that was inlined is told with that code's name.
      line.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
    }
    line.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ApplicationMain.class.getName(),
            variant.name(),
            mode.name(),
            stack.bootstrap(),
            stack.registryUrl(),
            IngestBench.TOPICS,
            Integer.toString(settings.threads()),
            settings.folder().resolve("state").resolve(name).toString()));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    try {
      return new ApplicationJvm(variant, mode, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("can't start a JVM for " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Runs the application over the raw topic.
   *
   * @param recording where samples of its processor time go
   * @throws CommandFailure when it fails
   */
  Measured run(String applicationId, Optional<Path> recording) {
    String order = applicationId + recording.map(file -> " " + file).orElse("");
    String outcome;
    try {
      process.outputWriter(UTF_8).append(order).append('\n').flush();
      outcome = outcomes.readLine();
    } catch (IOException e) {
      throw failed("its JVM is gone", e);
    }
    if (outcome == null) {
      throw failed("its JVM ended", null);
    }
    List<String> words = List.of(outcome.split(" "));
    if (!words.get(0).equals(ApplicationMain.DONE)) {
      throw failed(outcome, null);
    }
    return new Measured(
        Long.parseLong(words.get(1)), Long.parseLong(words.get(2)), Long.parseLong(words.get(3)));
  }

  private CommandFailure failed(String why, Exception cause) {
    return new CommandFailure(
        "the run of %s, %s, failed: %s; its log is %s".formatted(variant, mode, why, log), cause);
  }

  /** Ends the JVM. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
