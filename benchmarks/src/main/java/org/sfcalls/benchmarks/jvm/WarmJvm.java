package org.sfcalls.benchmarks.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sfcalls.access.CommandFailure;
import org.sfcalls.benchmarks.orders.Orders;
import org.sfcalls.sandbox.stack.Installation;
import org.sfcalls.sandbox.stack.SparkJavaOptions;
import org.sfcalls.sandbox.stack.Stack;

/**
 * A program in a JVM of its own that does what it is told, an order a line on its standard input,
 * and answers each with one line: {@code done} and what came out, or else why it failed. It is idle
 * between orders.
 */
public final class WarmJvm implements AutoCloseable {
  private static final long END_SECONDS = 10;
  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;

  private WarmJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.answers = process.inputReader(UTF_8);
  }

  /**
   * Starts the program.
   *
   * @param line the rest of the command line after the JVM options that all have: more options,
   *     main class and arguments
   */
  public static WarmJvm start(
      String name, String heap, List<String> line, Map<String, String> environment, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError")
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.command().addAll(line);
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    try {
      return new WarmJvm(name, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("can't start a JVM for " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Starts the JVM of a main class of {@code benchmarks/spark}, on the class path that the
   * sandbox's job has.
   */
  public static WarmJvm startSpark(
      String name,
      String heap,
      Installation installation,
      Stack stack,
      Path temporary,
      List<String> options,
      List<String> main) {
    try {
      Files.createDirectories(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException("can't create " + temporary, e);
    }
    Path queries = installation.home().resolve("benchmarks/spark/target");
    String classPath =
        String.join(
            ":",
            installation.sparkClassPath(),
            installation.analyticsJar().toString(),
            queries.resolve("benchmarks-spark.jar").toString(),
            queries.resolve("lib") + "/*");
    List<String> line = new ArrayList<>(SparkJavaOptions.addOpens());
    line.addAll(options);
    line.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-cp", classPath));
    line.addAll(main);
    line.add(temporary.toString());
    return start(
        name,
        heap,
        line,
        Map.of("SPARK_HOME", installation.sparkHome().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        stack.log(name));
  }

  public List<String> order(String order) {
    String answer;
    try {
      process.outputWriter(UTF_8).append(order).append('\n').flush();
      answer = answers.readLine();
    } catch (IOException e) {
      throw failed("its JVM is gone", e);
    }
    if (answer == null) {
      throw failed("its JVM ended", null);
    }
    List<String> words = List.of(answer.split(" "));
    if (!words.get(0).equals(Orders.DONE)) {
      throw failed(answer, null);
    }
    return words.subList(1, words.size());
  }

  public long pid() {
    return process.pid();
  }

  private CommandFailure failed(String why, Exception cause) {
    return new CommandFailure(
        "the run of %s failed: %s; its log is %s".formatted(name, why, log), cause);
  }

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
