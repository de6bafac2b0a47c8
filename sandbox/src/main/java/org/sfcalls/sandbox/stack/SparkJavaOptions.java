package org.sfcalls.sandbox.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** JVM options that Spark needs on Java 17. */
public final class SparkJavaOptions {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private SparkJavaOptions() {}

  /** The packages of the JDK that Spark reaches into, opened to it. */
  public static List<String> addOpens() {
    try (InputStream in = SparkJavaOptions.class.getResourceAsStream("/spark-java.args")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(SPACE::splitAsStream)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read spark-java.args from the launcher's jar", e);
    }
  }
}
